-- When the next message may go out, without a look at every one that waits.

CREATE INDEX outbox_later ON outbox (channel, not_before) WHERE state = 'waiting';
CREATE INDEX address_quiet ON address (channel, quiet_until);
