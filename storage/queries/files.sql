-- name: add(token, media, name, mime, content, owner, now, expires_at)!
INSERT INTO file (token, media, name, mime, content, owner, created_at, expires_at)
VALUES (:token, :media, :name, :mime, :content, :owner, :now, :expires_at);

-- name: remove_of(owner)!
DELETE FROM file WHERE owner = :owner;

-- name: read(token)^
SELECT media, name, mime, content FROM file WHERE token = :token;

-- name: remove(token)!
DELETE FROM file WHERE token = :token;

-- name: prune(now)!
DELETE FROM file WHERE expires_at < :now;

-- name: size()$
SELECT COALESCE(SUM(LENGTH(content)), 0) FROM file;
