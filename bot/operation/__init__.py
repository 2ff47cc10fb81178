"""What the operator sees of the running bot: figures, health, alerts, backups. Holds no words for people."""
