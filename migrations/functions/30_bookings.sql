-- A booking found again. A booking code alone shows masked data; a document shows the rest, and that is
-- written down first.

-- The first six signs of an identity at most, as paper and screens show it.
CREATE OR REPLACE FUNCTION internal.masked_identity(p_number text)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_shown int := least(6, char_length(p_number) / 2);
BEGIN
  RETURN left(p_number, v_shown) || repeat('*', char_length(p_number) - v_shown);
END $$;

-- "Ratna Wulandari" is "R**** W********".
CREATE OR REPLACE FUNCTION internal.masked_name(p_name text)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (SELECT string_agg(left(word, 1) || repeat('*', char_length(word) - 1), ' ' ORDER BY n)
          FROM regexp_split_to_table(btrim(p_name), '\s+') WITH ORDINALITY w(word, n));
END $$;

-- Whether this sign-in saw a document of this booking, in a transaction that was committed.
CREATE OR REPLACE FUNCTION internal.is_identified(p_booking_id uuid, p_session_id uuid)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM audit_logs WHERE entity_id = p_booking_id::text AND entity_type = 'bookings' AND action = 'view'
    AND new_values ->> 'session' = p_session_id::text AND (new_values ->> 'matched')::boolean
    AND txid <> txid_current()
    AND created_at > clock_timestamp() - make_interval(mins => (internal.rule('identity_lock_minutes') #>> '{}')::int));
END $$;

-- Different wrong documents shown for a booking within the lock's time, and until when it is locked for that.
CREATE OR REPLACE FUNCTION internal.identity_misses(p_booking_id uuid, OUT misses int, OUT locked_until timestamptz)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_minutes int := (internal.rule('identity_lock_minutes') #>> '{}')::int;
  v_last timestamptz;
BEGIN
  SELECT count(DISTINCT new_values ->> 'guess'), max(created_at) INTO misses, v_last FROM audit_logs
  WHERE entity_id = p_booking_id::text AND entity_type = 'bookings' AND action = 'view'
    AND new_values ->> 'matched' = 'false' AND created_at > clock_timestamp() - make_interval(mins => v_minutes);
  IF misses >= (internal.rule('identity_misses') #>> '{}')::int THEN
    locked_until := v_last + make_interval(mins => v_minutes);
  END IF;
END $$;

-- The card of a booking; with p_shown names and identities as they are.
CREATE OR REPLACE FUNCTION internal.found_card(p_booking bookings, p_shown boolean, p_identified boolean, p_locked_until timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_people jsonb;
  v_sale record;
BEGIN
  SELECT s.sold_at, c.code INTO v_sale FROM sales s JOIN counters c ON c.id = s.counter_id WHERE s.id = p_booking.sale_id;
  SELECT jsonb_agg(jsonb_build_object(
      'passenger_id', p.id, 'seq', p.seq,
      'name', CASE WHEN p_shown THEN p.passenger_name ELSE internal.masked_name(p.passenger_name) END,
      'type', p.passenger_type, 'reduction', p.reduction, 'identity_type', p.identity_type,
      'identity', CASE WHEN p_shown THEN p.identity_number ELSE internal.masked_identity(p.identity_number) END,
      'price', p.ticket_price, 'assistance', coalesce(p.special_requirements -> 'assistance', '[]'),
      'seat', (SELECT jsonb_build_object('seat_id', l -> 'seat_id', 'car_number', l -> 'car_number',
                 'coach_label', l -> 'coach_label', 'seat_number', l -> 'seat_number', 'class_code', l -> 'class_code',
                 'class_name', l -> 'class_name', 'sub_class', l -> 'sub_class')
               FROM jsonb_array_elements(p_booking.price_lines) l
               WHERE l ->> 'kind' = 'fare' AND (l ->> 'passenger')::int = p.seq),
      'ticket', (SELECT jsonb_build_object('ticket_id', t.id, 'ticket_number', t.ticket_number, 'code_number', t.code_number,
                   'status', t.ticket_status, 'issue_number', t.issue_number, 'print_state',
                   (SELECT j.state FROM print_jobs j WHERE j.ticket_id = t.id AND j.issue_number = t.issue_number
                    ORDER BY j.created_at DESC LIMIT 1))
                 FROM tickets t WHERE t.booking_id = p_booking.id AND t.passenger_id = p.id ORDER BY t.created_at DESC LIMIT 1)) ORDER BY p.seq)
  INTO v_people FROM passengers p WHERE p.booking_id = p_booking.id;
  RETURN jsonb_build_object(
    'booking_id', p_booking.id, 'booking_number', p_booking.booking_number, 'status', p_booking.status,
    'sale_id', p_booking.sale_id, 'schedule', p_booking.booking_details -> 'schedule', 'from_order', p_booking.from_order, 'to_order', p_booking.to_order,
    'final_amount', p_booking.final_amount, 'sold_at', v_sale.sold_at, 'counter_code', v_sale.code,
    'is_identified', p_identified, 'locked_until', p_locked_until, 'passengers', coalesce(v_people, '[]'))
    || CASE WHEN p_shown THEN jsonb_build_object('contact', jsonb_build_object('name', p_booking.contact_name,
         'phone', p_booking.contact_phone, 'email', p_booking.contact_email)) ELSE '{}' END;
END $$;

-- By booking number, ticket number (booking number and seq) or 'T' and the number in a ticket's code.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.find_booking(p_token text, p_code text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_code text := upper(regexp_replace(left(p_code, 60), '[^A-Za-z0-9]', '', 'g'));
  v_booking bookings%ROWTYPE;
  v_lock record;
  v_known boolean;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT b.* INTO v_booking FROM bookings b
  WHERE b.booking_number = left(v_code, 7) AND (char_length(v_code) = 7 OR EXISTS (
    SELECT FROM tickets t WHERE t.booking_id = b.id AND t.ticket_number = left(v_code, 7) || '-' || substr(v_code, 8)));
  IF NOT FOUND AND v_code ~ '^T[0-9]{1,18}$' THEN
    SELECT b.* INTO v_booking FROM tickets t JOIN bookings b ON b.id = t.booking_id WHERE t.code_number = substr(v_code, 2)::bigint;
  END IF;
  IF v_booking.id IS NULL AND v_code ~ '^[0-9A-Z]{7}$' THEN
    -- Misread or misheard: one booking, and only one, whose code could be taken for this.
    SELECT b.* INTO v_booking FROM bookings b WHERE b.id = (
      SELECT min(c.id::text)::uuid FROM bookings c
      WHERE c.booking_number = ANY (internal.code_variants(v_code)) AND c.confirmed_at IS NOT NULL HAVING count(*) = 1);
  END IF;
  -- A hold that nobody bought has no traveller: there is nothing to find.
  IF v_booking.id IS NULL OR v_booking.confirmed_at IS NULL THEN
    PERFORM internal.refuse('booking_not_found');
  END IF;
  SELECT * INTO v_lock FROM internal.identity_misses(v_booking.id);
  v_known := v_lock.locked_until IS NULL AND internal.is_identified(v_booking.id, v_me.session_id);
  RETURN internal.found_card(v_booking, false, v_known, v_lock.locked_until)
    || jsonb_build_object('limits', internal.after_sale_limits(v_booking, v_me.user_id, v_me.counter_id));
END $$;

-- A document was seen: show the booking. Asked twice by the program: the first call only writes down what was
-- asked and answers {"again": true}; the verdict comes from a second call, when the question is committed.
-- Otherwise a hostile login guesses inside a transaction it rolls back, and no miss is ever counted.
--
-- The name is typed from the document, together with its number or with the traveller's scanned ticket. p_proof:
-- {"original": true, "ticket": <scanned code>, "proxy": {"name", "number", "letter"}}; a proxy shows a power of attorney
-- and the traveller's data on it, and their own document is written down with it.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.identify(
  p_token text, p_booking_id uuid, p_document text, p_number text, p_name text, p_proof jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_lock record;
  v_number text := upper(regexp_replace(left(p_number, 60), '[^A-Za-z0-9]', '', 'g'));
  v_name text;
  v_ticket text;
  v_proxy jsonb;
  v_guess text;
  v_matched boolean;
  v_most int := (internal.rule('identity_misses') #>> '{}')::int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_document IN ('nik', 'passport'), 'document');
  PERFORM internal.asked_facts(p_proof, 'proof', 2000);
  v_name := lower(regexp_replace(internal.asked_text(p_name, 'name', 100), '\s+', ' ', 'g'));
  v_ticket := nullif(btrim(left(p_proof ->> 'ticket', 400)), '');
  PERFORM internal.asked(char_length(v_number) BETWEEN 5 AND 20 OR v_ticket IS NOT NULL AND coalesce(v_number, '') = '', 'number');
  IF jsonb_typeof(p_proof -> 'proxy') = 'object' THEN
    v_proxy := jsonb_build_object('name', internal.asked_text(p_proof #>> '{proxy,name}', 'proxy_name', 100),
      'number', internal.masked_identity(internal.asked_text(p_proof #>> '{proxy,number}', 'proxy_number', 20)),
      'letter', internal.asked_text(p_proof #>> '{proxy,letter}', 'letter', 60));
  END IF;
  -- One question at a time for a booking, so that two connections cannot both be the third guess.
  SELECT * INTO v_booking FROM bookings WHERE id = p_booking_id AND confirmed_at IS NOT NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  END IF;
  v_guess := encode(sha256(convert_to(concat_ws('|', p_token, p_booking_id, p_document, v_number, v_name, v_ticket), 'UTF8')), 'hex');
  SELECT (new_values ->> 'matched')::boolean INTO v_matched FROM audit_logs
  WHERE entity_id = p_booking_id::text AND entity_type = 'bookings' AND action = 'view' AND new_values ->> 'guess' = v_guess
    AND txid <> txid_current() AND created_at > clock_timestamp() - make_interval(mins => (internal.rule('identity_lock_minutes') #>> '{}')::int)
  ORDER BY seq DESC LIMIT 1;
  SELECT * INTO v_lock FROM internal.identity_misses(p_booking_id);
  IF v_lock.locked_until IS NOT NULL THEN
    PERFORM internal.refuse('booking_locked', jsonb_build_object('until', v_lock.locked_until));
  ELSIF v_matched THEN
    RETURN internal.found_card(v_booking, true, true, NULL)
      || jsonb_build_object('limits', internal.after_sale_limits(v_booking, v_me.user_id, v_me.counter_id));
  ELSIF NOT v_matched THEN
    PERFORM internal.refuse('identity_mismatch', jsonb_build_object('left', greatest(0, v_most - v_lock.misses)));
  END IF;

  v_matched := EXISTS (
    SELECT FROM passengers p WHERE p.booking_id = p_booking_id AND lower(regexp_replace(btrim(p.passenger_name), '\s+', ' ', 'g')) = v_name
      AND (p.identity_type = p_document AND p.identity_number = v_number
           OR v_ticket IS NOT NULL AND EXISTS (SELECT FROM tickets t WHERE t.booking_id = p_booking_id AND t.passenger_id = p.id AND t.qr_code = v_ticket)));
  PERFORM internal.record_view('bookings', p_booking_id::text,
    jsonb_strip_nulls(jsonb_build_object('guess', v_guess, 'matched', v_matched, 'document', p_document, 'session', v_me.session_id,
      'original', coalesce(p_proof ->> 'original', 'true') = 'true', 'by_ticket', CASE WHEN v_ticket IS NOT NULL THEN true END, 'proxy', v_proxy)));
  IF NOT v_matched AND v_lock.misses + 1 >= v_most THEN
    INSERT INTO notifications (id, user_id, notification_type, title, message, metadata, sent_at)
    SELECT internal.uuid7(), u.id, 'booking', 'identity_locked', v_booking.booking_number,
           jsonb_build_object('booking_id', p_booking_id, 'counter_id', v_me.counter_id, 'user_id', v_me.user_id), clock_timestamp()
    FROM users u WHERE u.is_active AND 'supervisor' = ANY (u.roles)
      AND (u.station_scope = '{}' OR (SELECT station_code FROM stations WHERE id = v_me.station_id) = ANY (u.station_scope));
  END IF;
  RETURN jsonb_build_object('again', true);
END $$;

-- What is true of a sale id, whatever the asking machine remembers of it (after a crash).
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.sale_status(p_token text, p_sale_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_sale sales%ROWTYPE;
  v_booking bookings%ROWTYPE;
  v_holds jsonb;
  v_state text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_sale FROM sales WHERE id = p_sale_id;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('state', 'none', 'hold', NULL, 'sale', NULL, 'now', clock_timestamp());
  ELSIF v_sale.counter_id <> v_me.counter_id
     OR (v_sale.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('not_your_booking');
  ELSIF v_sale.state = 'sold' THEN
    RETURN jsonb_build_object('state', 'sold', 'hold', NULL, 'sale', internal.sale_card(p_sale_id), 'now', clock_timestamp());
  END IF;
  -- The newest hold tells: a sale may have let seats go and taken others.
  SELECT * INTO v_booking FROM bookings WHERE sale_id = p_sale_id ORDER BY status = 'pending' DESC, held_at DESC LIMIT 1;
  v_state := CASE
    WHEN v_booking.id IS NULL THEN 'none'
    WHEN v_booking.status = 'pending' THEN CASE WHEN v_booking.expires_at > clock_timestamp() THEN 'held' ELSE 'expired' END
    WHEN v_booking.cancel_reason = 'expired' THEN 'expired' ELSE 'released' END;
  SELECT jsonb_agg(internal.hold_card(b) ORDER BY b.held_at) INTO v_holds FROM bookings b WHERE b.sale_id = p_sale_id AND b.status = 'pending';
  RETURN jsonb_build_object('state', v_state, 'sale', NULL, 'now', clock_timestamp(),
    'hold', CASE WHEN v_booking.id IS NOT NULL THEN internal.hold_card(v_booking) END, 'holds', coalesce(v_holds, '[]'),
    'attempts', coalesce((SELECT jsonb_agg(internal.attempt_card(a) ORDER BY a.created_at, a.id) FROM payment_attempts a
                          WHERE a.sale_id = p_sale_id AND a.method <> 'cash'), '[]'));
END $$;

-- The latest sales of this counter, newest first. No names: they are on the paper.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.recent_sales(p_token text, p_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_sales jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_limit BETWEEN 1 AND 200, 'limit');
  SELECT jsonb_agg(jsonb_build_object(
      'sale_id', s.id, 'sold_at', s.sold_at, 'receipt_number', s.receipt_number, 'total', b.final_amount,
      'booking_number', b.booking_number, 'train', b.train, 'relation', b.relation, 'passenger_count', b.passenger_count,
      'tickets_state', b.tickets_state) ORDER BY s.sold_at DESC, b.departs_at)
  INTO v_sales
  FROM (SELECT * FROM sales WHERE counter_id = v_me.counter_id AND state = 'sold' ORDER BY sold_at DESC LIMIT p_limit) s
  CROSS JOIN LATERAL (
    SELECT k.booking_number, k.final_amount, k.passenger_count, k.booking_details #>> '{schedule,departs_at}' AS departs_at,
           (k.booking_details #>> '{schedule,train_name}') || ' (' || (k.booking_details #>> '{schedule,train_number}') || ')' AS train,
           (k.booking_details #>> '{schedule,origin_code}') || '–' || (k.booking_details #>> '{schedule,destination_code}') AS relation,
           (SELECT CASE WHEN bool_and(j.state IN ('confirmed', 'confirmed_by_operator')) THEN 'printed'
                        WHEN bool_or(j.state IN ('suspect', 'unconfirmed', 'blocked')) THEN 'look' ELSE 'open' END
            FROM print_jobs j JOIN tickets t ON t.id = j.ticket_id AND t.issue_number = j.issue_number
            WHERE j.sale_id = s.id AND t.booking_id = k.id AND j.kind = 'ticket') AS tickets_state
    FROM bookings k WHERE k.sale_id = s.id AND k.confirmed_at IS NOT NULL) b;
  RETURN jsonb_build_object('sales', coalesce(v_sales, '[]'));
END $$;
