-- INSERT OR REPLACE deletes the row that it replaces without a trigger for that, so what is there already
-- is refused before. A request that was done once is refused here too, and not by its index.
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM audit WHERE token = NEW.token AND request_key = NEW.request_key)
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
