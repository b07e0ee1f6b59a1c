-- The call for which the broker asked; null if the app or the owner asked.
ALTER TABLE grant_amendment ADD COLUMN call_id CHAR(22);
