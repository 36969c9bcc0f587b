-- What staff should read: told to a role at a station, rung in their windows, marked read by themselves alone.
-- `title` is a word of the program (ui/notice_words.py makes sentences of it), `message` what it is about, `metadata`
-- the facts. An administrator's own words are titled 'message'.

-- Everybody of these roles whose stations include this one (none named: wherever they work). Returns how many.
CREATE OR REPLACE FUNCTION internal.tell(
  p_type text, p_title text, p_message text, p_facts jsonb, p_roles text[], p_station_code text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_told bigint;
BEGIN
  INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
  SELECT internal.uuid7(), u.id, p_type, p_title, left(p_message, 500), coalesce(p_facts, '{}'), clock_timestamp()
  FROM users u
  WHERE u.is_active AND u.roles && p_roles
    AND (p_station_code IS NULL OR u.station_scope = '{}' OR p_station_code = ANY (u.station_scope));
  GET DIAGNOSTICS v_told = ROW_COUNT;
  RETURN v_told;
END $$;

-- Rings the bells. In the transaction, unlike the news of seats: a notification is rare, and no verb can forget it.
CREATE OR REPLACE FUNCTION internal.ring_bells()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('kai_bell', '');
  RETURN NULL;
END $$;

-- A payment nobody knows the end of, or one that came after its sale was given up: whoever took it and the
-- supervisors of the station.
CREATE OR REPLACE FUNCTION internal.tell_of_attempt()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' OR OLD.state IS DISTINCT FROM NEW.state THEN
    INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
    SELECT internal.uuid7(), u.id, 'payment', 'payment_' || NEW.state, c.code,
           jsonb_build_object('attempt_id', NEW.id, 'sale_id', NEW.sale_id, 'counter', c.code, 'method', NEW.method, 'amount', NEW.amount),
           clock_timestamp()
    FROM counters c JOIN stations s ON s.id = c.station_id
    JOIN users u ON u.is_active AND (u.id = NEW.user_id OR 'supervisor' = ANY (u.roles)
                                     AND (u.station_scope = '{}' OR s.station_code = ANY (u.station_scope)))
    WHERE c.id = NEW.counter_id;
  END IF;
  RETURN NULL;
END $$;

-- A transfer that came back: somebody must ask for another account.
CREATE OR REPLACE FUNCTION internal.tell_of_refund()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' OR OLD.refund_status IS DISTINCT FROM NEW.refund_status THEN
    PERFORM internal.tell('payment', 'refund_failed', NEW.refund_reference,
      jsonb_build_object('refund_id', NEW.id, 'amount', NEW.refund_amount, 'counter', c.code), ARRAY['supervisor'], s.station_code)
    FROM payments p JOIN counters c ON c.id = coalesce(NEW.counter_id, p.counter_id) JOIN stations s ON s.id = c.station_id
    WHERE p.id = NEW.payment_id;
  END IF;
  RETURN NULL;
END $$;

-- An administrator's own words to a role, at one station or everywhere. Sent again it is the same message.
-- grant: admin
CREATE OR REPLACE FUNCTION kai.tell_staff(
  p_token text, p_message_id uuid, p_kind text, p_message text, p_roles text[], p_station_code text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_text text;
  v_old record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  PERFORM internal.asked(p_message_id IS NOT NULL, 'message_id');
  PERFORM internal.asked(p_kind IN ('booking', 'payment', 'schedule', 'promotion'), 'kind');
  v_text := internal.asked_text(p_message, 'message', 500);
  PERFORM internal.asked(array_ndims(p_roles) = 1 AND cardinality(p_roles) BETWEEN 1 AND 6
    AND p_roles <@ '{clerk,supervisor,gate,admin,auditor,operator}'::text[], 'roles');
  PERFORM internal.asked(p_station_code IS NULL OR EXISTS (SELECT FROM stations WHERE station_code = p_station_code), 'station_code');
  SELECT count(*) AS told, min(message) AS message INTO v_old FROM notifications
  WHERE title = 'message' AND metadata ->> 'message_id' = p_message_id::text;
  IF v_old.told > 0 THEN
    IF v_old.message <> v_text THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('told', v_old.told);
  END IF;
  RETURN jsonb_build_object('told', internal.tell(p_kind, 'message', v_text,
    jsonb_build_object('message_id', p_message_id, 'from', (SELECT full_name FROM users WHERE id = v_me.user_id),
                       'station', p_station_code), p_roles, p_station_code));
END $$;

-- One's own, and nobody else's: these, or all of them (none named). Returns how many are left to read.
-- grant: clerk, supervisor, gate, admin, auditor, operator
CREATE OR REPLACE FUNCTION kai.mark_read(p_token text, p_notifications uuid[])
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor', 'gate', 'admin', 'auditor', 'operator');
  PERFORM internal.asked(p_notifications IS NULL OR cardinality(p_notifications) <= 1000, 'notifications');
  UPDATE notifications SET is_read = true, read_at = clock_timestamp()
  WHERE user_id = v_me.user_id AND NOT is_read AND (p_notifications IS NULL OR id = ANY (p_notifications));
  RETURN jsonb_build_object('unread', (SELECT count(*) FROM notifications WHERE user_id = v_me.user_id AND NOT is_read));
END $$;
