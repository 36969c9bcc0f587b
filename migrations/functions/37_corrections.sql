-- A name or an identity number mistyped: a few letters by the clerk, more with a supervisor's signature.

-- How many letters (or digits) two texts differ by: insertions, losses and replacements (Levenshtein). Case and doubled
-- blanks are no difference.
CREATE OR REPLACE FUNCTION internal.letters_apart(p_one text, p_other text)
RETURNS int LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_a text := left(lower(regexp_replace(btrim(p_one), '\s+', ' ', 'g')), 60);
  v_b text := left(lower(regexp_replace(btrim(p_other), '\s+', ' ', 'g')), 60);
  v_row int[];
  v_last int;
  v_kept int;
BEGIN
  v_row := ARRAY(SELECT generate_series(0, length(v_b)));
  FOR i IN 1 .. length(v_a) LOOP
    v_last := v_row[1];
    v_row[1] := i;
    FOR j IN 1 .. length(v_b) LOOP
      v_kept := v_row[j + 1];
      v_row[j + 1] := least(v_row[j + 1] + 1, v_row[j] + 1, v_last + CASE WHEN substr(v_a, i, 1) = substr(v_b, j, 1) THEN 0 ELSE 1 END);
      v_last := v_kept;
    END LOOP;
  END LOOP;
  RETURN v_row[length(v_b) + 1];
END $$;

-- The correction as it is asked: {"name", "identity_number", "reason"}, in the form it is written in; the booking is
-- locked. Refuses what no signature heals.
CREATE OR REPLACE FUNCTION internal.asked_correction(p_passenger_id uuid, p_wish jsonb, p_session_id uuid, OUT name text, OUT number text,
  OUT reason text, OUT one passengers, OUT booking bookings)
RETURNS record LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM internal.asked_facts(p_wish, 'wish', 2000);
  name := internal.asked_text(p_wish ->> 'name', 'name', 60);
  number := upper(regexp_replace(left(coalesce(p_wish ->> 'identity_number', ''), 60), '[^A-Za-z0-9]', '', 'g'));
  reason := internal.asked_text(p_wish ->> 'reason', 'reason', 200);
  SELECT b.* INTO booking FROM bookings b JOIN passengers p ON p.booking_id = b.id WHERE p.id = p_passenger_id AND b.confirmed_at IS NOT NULL FOR NO KEY UPDATE OF b;
  IF NOT FOUND THEN
    PERFORM internal.refuse('booking_not_found');
  ELSIF NOT internal.is_identified(booking.id, p_session_id) THEN
    PERFORM internal.refuse('identify_first', jsonb_build_object('booking_id', booking.id));
  END IF;
  SELECT * INTO one FROM passengers WHERE id = p_passenger_id;
END $$;

-- What a supervisor is asked to sign: the name and number as they are and as they will be. The signature is for this row
-- (its subject), so that it opens nothing else. Sent again it answers the same.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.offer_correction(p_token text, p_correction_id uuid, p_passenger_id uuid, p_wish jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_asked record;
  v_old corrections%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_correction_id IS NOT NULL, 'correction_id');
  SELECT * INTO v_asked FROM internal.asked_correction(p_passenger_id, p_wish, v_me.session_id);
  INSERT INTO corrections (id, passenger_id, old_name, new_name, old_number, new_number, reason, user_id)
  VALUES (p_correction_id, p_passenger_id, (v_asked.one).passenger_name, v_asked.name, (v_asked.one).identity_number, v_asked.number, v_asked.reason, v_me.user_id)
  ON CONFLICT (id) DO NOTHING;
  SELECT * INTO v_old FROM corrections WHERE id = p_correction_id;
  IF (v_old.passenger_id, v_old.new_name, v_old.new_number, v_old.reason, v_old.user_id) IS DISTINCT FROM
     (p_passenger_id, v_asked.name, v_asked.number, v_asked.reason, v_me.user_id) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object('correction_id', v_old.id) || internal.correction_told(v_old);
END $$;

-- Spend the signature given for this very change: from what is written now, to what will be.
CREATE OR REPLACE FUNCTION internal.correction_signed(p_one passengers, p_name text, p_number text, p_reason text, p_approval_id uuid, p_user_id uuid)
RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_offered corrections%ROWTYPE;
BEGIN
  SELECT c.* INTO v_offered FROM corrections c JOIN approvals a ON a.subject_id = c.id
  WHERE a.id = p_approval_id AND c.passenger_id = p_one.id AND c.user_id = p_user_id
    AND (c.old_name, c.old_number, c.new_name, c.new_number, c.reason) = (p_one.passenger_name, p_one.identity_number, p_name, p_number, p_reason);
  RETURN FOUND AND internal.use_approval(p_approval_id, 'correction', v_offered.id, NULL, p_user_id, p_reason);
END $$;

-- Correct a traveller; the next issue of the ticket is printed and the older paper void. p_wish: {"name", "identity_number",
-- "reason", "print_job_id"}. Above the rule's letters or digits, after its time, or for another person's number a
-- supervisor signs what `offer_correction` wrote down.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.correct_passenger(p_token text, p_passenger_id uuid, p_wish jsonb, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_asked record;
  v_booking bookings%ROWTYPE;
  v_one passengers%ROWTYPE;
  v_ticket tickets%ROWTYPE;
  v_rules jsonb;
  v_name text;
  v_number text;
  v_reason text;
  v_job uuid;
  v_moves jsonb;
  v_until timestamptz;
  v_letters int;
  v_digits int;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_asked FROM internal.asked_correction(p_passenger_id, p_wish, v_me.session_id);
  v_name := v_asked.name;
  v_number := v_asked.number;
  v_reason := v_asked.reason;
  v_booking := v_asked.booking;
  v_one := v_asked.one;
  PERFORM internal.asked(p_wish ->> 'print_job_id' IS NOT NULL, 'print_job_id');
  v_job := (p_wish ->> 'print_job_id')::uuid;
  v_moves := jsonb_build_array(jsonb_build_object('passenger_id', p_passenger_id, 'print_job_id', v_job));
  IF EXISTS (SELECT FROM print_jobs j JOIN tickets t ON t.id = j.ticket_id WHERE j.id = v_job AND t.passenger_id = p_passenger_id)
     AND (v_one.passenger_name, v_one.identity_number) = (v_name, v_number) THEN
    RETURN internal.new_papers(v_booking.id, v_moves);  -- sent again
  ELSIF EXISTS (SELECT FROM print_jobs WHERE id = v_job) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  SELECT * INTO v_ticket FROM tickets WHERE passenger_id = p_passenger_id AND ticket_status = 'active' FOR NO KEY UPDATE;
  IF NOT FOUND OR v_booking.status <> 'confirmed' THEN
    PERFORM internal.refuse('ticket_void', jsonb_build_object('status', coalesce(v_ticket.ticket_status, v_booking.status)));
  ELSIF (v_one.passenger_name, v_one.identity_number) = (v_name, v_number) THEN
    PERFORM internal.refuse('nothing_to_correct');
  END IF;
  PERFORM internal.still_runs(v_booking);
  PERFORM internal.asked(CASE v_one.identity_type WHEN 'nik' THEN v_number ~ '^[0-9]{16}$' ELSE v_number ~ '^(?=.*[0-9])[A-Z0-9]{5,12}$' END, 'identity_number');
  IF EXISTS (SELECT FROM passengers p JOIN tickets t ON t.passenger_id = p.id AND t.ticket_status = 'active'
             WHERE p.booking_id = v_booking.id AND p.id <> p_passenger_id AND p.identity_type = v_one.identity_type AND p.identity_number = v_number) THEN
    PERFORM internal.refuse('identity_repeated', jsonb_build_object('seq', v_one.seq));
  END IF;
  v_rules := internal.after_sale_rules(v_booking);
  v_letters := internal.letters_apart(v_one.passenger_name, v_name);
  v_digits := internal.letters_apart(v_one.identity_number, v_number);
  SELECT d.leaves - make_interval(mins => (v_rules ->> 'correction_until_minutes')::int) INTO v_until FROM internal.departure_of(v_booking) d;
  IF (v_letters > (v_rules ->> 'correction_letters')::int OR v_digits > (v_rules ->> 'correction_digits')::int OR clock_timestamp() >= v_until
      OR EXISTS (SELECT FROM audit_logs a WHERE a.entity_id = p_passenger_id::text AND a.entity_type = 'passengers' AND a.action = 'update'
                   AND a.new_values ?| '{passenger_name,identity_number}'))  -- a few letters again and again make another person
     AND NOT internal.correction_signed(v_one, v_name, v_number, v_reason, p_approval_id, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'correction', 'passenger_id', p_passenger_id, 'reason', v_reason,
      'letters', v_letters, 'digits', v_digits, 'until', v_until));
  END IF;
  UPDATE passengers SET passenger_name = v_name, identity_number = v_number WHERE id = p_passenger_id;
  PERFORM internal.next_issues(ARRAY[p_passenger_id], v_moves, v_booking.sale_id, v_me.counter_id, v_me.user_id, 'corrected');
  RETURN internal.new_papers(v_booking.id, v_moves);
END $$;
