"""Words and facts as data: catalogues, answers, lessons on scams, ``facts.toml``."""
