-- The sale: one call, one transaction, all its bookings or none. Money, tickets, claims and print jobs are
-- written together; the deferred promise (payments = price) is tested before the answer leaves.

-- What is wrong with the passengers as a boundary sees it; the screen has said it in words long before.
-- Refuses passenger_incomplete{seq, field}, identity_repeated, infants_exceed_adults, too_many_passengers.
CREATE OR REPLACE FUNCTION internal.check_passengers(p_passengers jsonb, p_day date, p_rules jsonb)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_wrong record;
  v_count record;
BEGIN
  WITH people AS MATERIALIZED (
    SELECT p.*, CASE WHEN p.birth_date <= p_day THEN extract(year FROM age(p_day, p.birth_date)) END AS years
    FROM jsonb_to_recordset(p_passengers) p(seq int, passenger_id uuid, ticket_id uuid, print_job_id uuid, name text,
      type text, reduction text, seat_id uuid, identity_type text, identity_number text, birth_date date, gender text,
      assistance jsonb, accompanied_by int, nationality text)
  )
  SELECT p.seq, x.field INTO v_wrong
  FROM people p CROSS JOIN LATERAL (SELECT CASE
    WHEN p.seq IS NULL OR p.seq NOT BETWEEN 1 AND 99 THEN 'seq'
    WHEN (SELECT count(*) FROM people o WHERE o.seq = p.seq) > 1 THEN 'seq'
    WHEN p.passenger_id IS NULL THEN 'passenger_id'
    WHEN p.ticket_id IS NULL THEN 'ticket_id'
    WHEN p.print_job_id IS NULL THEN 'print_job_id'
    WHEN p.type IS NULL OR p.type NOT IN ('adult', 'child', 'infant', 'senior') THEN 'type'
    WHEN coalesce(btrim(p.name), '') = '' OR char_length(p.name) > 60 OR p.name ~ '[\u0001-\u001F\u007F]' THEN 'name'
    WHEN p.identity_type IS NULL OR p.identity_type NOT IN ('nik', 'passport') THEN 'identity_type'
    WHEN p.identity_type = 'nik' AND coalesce(p.identity_number, '') !~ '^[0-9]{16}$' THEN 'identity_number'
    WHEN p.identity_type = 'passport' AND coalesce(p.identity_number, '') !~ '^(?=.*[0-9])[A-Z0-9]{5,12}$' THEN 'identity_number'
    WHEN p.gender NOT IN ('male', 'female', 'other') THEN 'gender'
    WHEN p.birth_date IS NOT NULL AND (p.years IS NULL OR p.years > 130) THEN 'birth_date'
    -- A NIK carries the birth date of an adult; whoever pays less or sits on a lap must show it.
    WHEN p.birth_date IS NULL AND (p.identity_type = 'passport' OR p.type <> 'adult' OR p.reduction = 'senior') THEN 'birth_date'
    WHEN p.type = 'infant' AND p.years >= (p_rules ->> 'infant_under_years')::int THEN 'type'
    WHEN p.type = 'child' AND p.years >= (p_rules ->> 'child_under_years')::int THEN 'type'
    WHEN p.type IN ('adult', 'senior') AND p.years < (p_rules ->> 'child_under_years')::int THEN 'type'
    WHEN p.type = 'senior' AND p.years < (p_rules ->> 'senior_from_years')::int THEN 'type'
    WHEN nullif(p.reduction, '') IS NOT NULL AND NOT p_rules -> 'reductions' ? p.reduction THEN 'reduction'
    WHEN p.reduction = 'senior' AND p.years < (p_rules ->> 'senior_from_years')::int THEN 'reduction'
    WHEN p.type = 'infant' AND p.seat_id IS NOT NULL THEN 'seat_id'
    WHEN p.type = 'infant' AND nullif(p.reduction, '') IS NOT NULL THEN 'reduction'
    WHEN jsonb_typeof(coalesce(p.assistance, '[]')) NOT IN ('array', 'null') OR octet_length(p.assistance::text) > 500 THEN 'assistance'
    WHEN char_length(p.nationality) > 60 THEN 'nationality'
    WHEN p.accompanied_by IS NOT NULL AND (p.type <> 'infant' OR NOT EXISTS (
           SELECT FROM people a WHERE a.seq = p.accompanied_by AND a.type IN ('adult', 'senior'))) THEN 'accompanied_by'
    WHEN (SELECT count(*) FROM people o WHERE o.accompanied_by = p.accompanied_by) > 1 THEN 'accompanied_by'
    END AS field) x
  WHERE x.field IS NOT NULL ORDER BY p.seq LIMIT 1;
  IF FOUND THEN
    PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', v_wrong.seq, 'field', v_wrong.field));
  END IF;
  SELECT count(*) FILTER (WHERE p.type = 'infant') AS infants,
         count(*) FILTER (WHERE p.type IN ('adult', 'senior')) AS adults,
         count(*) FILTER (WHERE p.type <> 'infant') AS seated,
         max(p.seq) FILTER (WHERE p.nth > 1) AS twice
  INTO v_count
  FROM (SELECT p.*, row_number() OVER (PARTITION BY p.identity_type, p.identity_number ORDER BY p.seq) AS nth
        FROM jsonb_to_recordset(p_passengers) p(seq int, type text, identity_type text, identity_number text)) p;
  IF v_count.twice IS NOT NULL THEN
    PERFORM internal.refuse('identity_repeated', jsonb_build_object('seq', v_count.twice));
  ELSIF v_count.infants > v_count.adults THEN
    PERFORM internal.refuse('infants_exceed_adults', jsonb_build_object('infants', v_count.infants, 'adults', v_count.adults));
  ELSIF v_count.seated > (p_rules ->> 'passengers_per_booking')::int THEN
    PERFORM internal.refuse('too_many_passengers', jsonb_build_object('limit', (p_rules ->> 'passengers_per_booking')::int));
  END IF;
END $$;

-- The answer of `sell`, read back from the tables: the first answer and every repetition are the same rows.
CREATE OR REPLACE FUNCTION internal.sale_card(p_sale_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_answer jsonb;
BEGIN
  SELECT jsonb_build_object(
    'sale_id', s.id, 'sale_number', s.sale_number, 'receipt_number', s.receipt_number, 'sold_at', s.sold_at,
    'total', s.total, 'tendered', s.tendered, 'change', s.change_given, 'counter_code', c.code,
    'clerk_name', u.full_name, 'clerk_nipp', u.nipp,
    'bookings', (SELECT jsonb_agg(internal.booking_card(b) ORDER BY b.booking_details #>> '{schedule,departs_at}', b.id) FROM bookings b
                 WHERE b.sale_id = s.id AND b.confirmed_at IS NOT NULL))
  INTO v_answer
  FROM sales s JOIN counters c ON c.id = s.counter_id JOIN users u ON u.id = s.user_id WHERE s.id = p_sale_id;
  RETURN v_answer;
END $$;

-- One sold booking with its tickets; seats are read from the frozen lines, as printed.
CREATE OR REPLACE FUNCTION internal.booking_card(p_booking bookings)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_tickets jsonb;
BEGIN
  SELECT jsonb_agg(jsonb_build_object(
      'ticket_id', t.id, 'ticket_number', t.ticket_number, 'code_number', t.code_number,
      'issue_number', t.issue_number, 'status', t.ticket_status,
      'print_job_id', (SELECT j.id FROM print_jobs j WHERE j.ticket_id = t.id AND j.issue_number = t.issue_number
                       ORDER BY j.created_at DESC LIMIT 1),
      'passenger', jsonb_build_object('passenger_id', p.id, 'seq', p.seq, 'name', p.passenger_name,
        'type', p.passenger_type, 'reduction', p.reduction, 'identity_type', p.identity_type,
        'identity_masked', internal.masked_identity(p.identity_number), 'gender', p.gender,
        'assistance', coalesce(p.special_requirements -> 'assistance', '[]')),
      'seat', (SELECT jsonb_build_object('seat_id', l -> 'seat_id', 'car_number', l -> 'car_number',
                 'coach_label', l -> 'coach_label', 'seat_number', l -> 'seat_number', 'class_code', l -> 'class_code',
                 'class_name', l -> 'class_name', 'sub_class', l -> 'sub_class')
               FROM jsonb_array_elements(p_booking.price_lines) l
               WHERE l ->> 'kind' = 'fare' AND (l ->> 'passenger')::int = p.seq),
      'price', p.ticket_price, 'not_after', p_booking.booking_details -> 'not_after') ORDER BY p.seq)
  INTO v_tickets
  FROM tickets t JOIN passengers p ON p.id = t.passenger_id WHERE t.booking_id = p_booking.id;
  RETURN jsonb_build_object(
    'booking_id', p_booking.id, 'booking_number', p_booking.booking_number, 'status', p_booking.status,
    'schedule', p_booking.booking_details -> 'schedule', 'from_order', p_booking.from_order, 'to_order', p_booking.to_order,
    'final_amount', p_booking.final_amount,
    'lines', p_booking.price_lines, 'tickets', coalesce(v_tickets, '[]'));
END $$;

-- Journeys of the same identity that overlap in time, in this sale or sold before. One approval covers the sale.
CREATE OR REPLACE FUNCTION internal.check_overlaps(p_sale_id uuid, p_user_id uuid, p_approval_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_clash record;
BEGIN
  -- OFFSET 0 keeps the order of the look-ups: this sale's few passengers first, then the index of identities.
  SELECT p.seq, b.id AS booking_id, clash.train_number INTO v_clash
  FROM (SELECT * FROM bookings WHERE sale_id = p_sale_id AND status = 'confirmed' OFFSET 0) b
  CROSS JOIN LATERAL (SELECT * FROM passengers WHERE booking_id = b.id OFFSET 0) p
  CROSS JOIN LATERAL (SELECT * FROM passengers q WHERE q.identity_number = p.identity_number AND q.id <> p.id OFFSET 0) q
  CROSS JOIN LATERAL (
    SELECT o.booking_details #>> '{schedule,train_number}' AS train_number FROM bookings o
    WHERE o.id = q.booking_id AND o.status = 'confirmed' AND o.id <> b.id
      AND tstzrange((b.booking_details #>> '{schedule,departs_at}')::timestamptz, (b.booking_details #>> '{schedule,arrives_at}')::timestamptz)
       && tstzrange((o.booking_details #>> '{schedule,departs_at}')::timestamptz, (o.booking_details #>> '{schedule,arrives_at}')::timestamptz)
    OFFSET 0) clash
  WHERE q.identity_type = p.identity_type
    AND EXISTS (SELECT FROM tickets t WHERE t.passenger_id = q.id AND t.ticket_status IN ('active', 'used'))
  ORDER BY p.seq LIMIT 1;
  IF FOUND AND NOT internal.use_approval(p_approval_id, 'journey_overlap', p_sale_id, NULL, p_user_id) THEN
    PERFORM internal.refuse('journey_overlaps', jsonb_build_object('seq', v_clash.seq, 'booking_id', v_clash.booking_id,
      'train_number', v_clash.train_number));
  END IF;
END $$;

-- Every rupiah of a confirmed booking is there, no more and no less. Deferred, because the rows come one by one;
-- SECURITY DEFINER, because PostgreSQL 15 runs a deferred trigger as whoever commits.
CREATE OR REPLACE FUNCTION internal.payments_cover_booking()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_booking uuid;
  v_final numeric;
  v_paid numeric;
BEGIN
  IF TG_TABLE_NAME = 'bookings' THEN
    v_booking := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN
    v_booking := OLD.booking_id;
  ELSE
    v_booking := NEW.booking_id;
  END IF;
  SELECT b.final_amount, coalesce((SELECT sum(p.amount) FROM payments p WHERE p.booking_id = b.id AND p.payment_status = 'completed'), 0)
  INTO v_final, v_paid
  FROM bookings b WHERE b.id = v_booking AND b.status IN ('confirmed', 'completed');
  IF v_final IS DISTINCT FROM v_paid AND v_final IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'payments_differ',
      DETAIL = jsonb_build_object('expected', v_final, 'actual', v_paid)::text;
  END IF;
  RETURN NULL;
END $$;

-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.sell(p_token text, p_sale_id uuid, p_bookings jsonb, p_payment jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan'  -- else each call plans its statements again (measured: a sixth of a sale)
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_sale sales%ROWTYPE;
  v_row record;
  v_booking bookings%ROWTYPE;
  v_hash bytea;
  v_shift uuid;
  v_rules jsonb;
  v_asked jsonb;
  v_day date;
  v_price jsonb;
  v_priced jsonb := '{}';
  v_total numeric := 0;
  v_amount numeric;
  v_tendered numeric;
  v_seen int := 0;
  v_code text;
  v_receipt bigint;
  v_attempt uuid;
  v_now timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_list(p_bookings, 'bookings', 8);
  PERFORM internal.asked(jsonb_typeof(p_payment) = 'object' AND octet_length(p_payment::text) < 5000, 'payment');
  PERFORM internal.asked(p_payment ->> 'method' = 'cash', 'method');
  v_amount := internal.asked_json_rupiah(p_payment -> 'amount', 'amount');
  v_tendered := internal.asked_json_rupiah(p_payment -> 'tendered', 'tendered');
  v_hash := sha256(convert_to(p_bookings::text || '|' || (p_payment - 'approval_id')::text, 'UTF8'));

  SELECT * INTO v_sale FROM sales WHERE id = p_sale_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_sale.counter_id <> v_me.counter_id
     OR (v_sale.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('not_your_booking');
  ELSIF v_sale.state = 'sold' THEN
    IF v_sale.request_hash <> v_hash THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sale_card(p_sale_id);
  END IF;
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);

  FOR v_row IN
    SELECT b AS booking, a.doc FROM bookings b
    JOIN jsonb_array_elements(p_bookings) a(doc) ON b.id = (a.doc ->> 'booking_id')::uuid
    WHERE b.sale_id = p_sale_id ORDER BY b.id FOR NO KEY UPDATE OF b
  LOOP
    v_seen := v_seen + 1;
    v_booking := v_row.booking;
    v_asked := v_row.doc;
    IF v_booking.status = 'cancelled' THEN
      PERFORM internal.refuse(CASE v_booking.cancel_reason WHEN 'expired' THEN 'hold_expired' ELSE 'booking_cancelled' END,
                              jsonb_build_object('booking_id', v_booking.id));
    ELSIF v_booking.status <> 'pending' OR v_priced ? v_booking.id::text THEN
      PERFORM internal.refuse('booking_not_pending', jsonb_build_object('booking_id', v_booking.id, 'status', v_booking.status));
    ELSIF v_booking.expires_at <= clock_timestamp() THEN
      PERFORM internal.refuse('hold_expired', jsonb_build_object('booking_id', v_booking.id));
    END IF;
    PERFORM internal.still_runs(v_booking);
    v_rules := internal.rules(v_booking.booking_details #>> '{schedule,origin_code}', v_booking.booking_details #>> '{schedule,train_number}');
    PERFORM internal.asked_list(v_asked -> 'passengers', 'passengers', 20);
    v_day := internal.travel_day(v_booking.booking_details);
    PERFORM internal.check_passengers(v_asked -> 'passengers', v_day, v_rules);
    v_price := internal.priced(v_booking.price_lines, v_asked -> 'passengers', v_day, v_rules);
    IF (v_price ->> 'seats_left_over')::int > 0 THEN
      PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', jsonb_array_length(v_asked -> 'passengers') + 1, 'field', 'passenger'));
    ELSIF internal.asked_json_rupiah(v_asked -> 'expected_total', 'expected_total') <> (v_price ->> 'final')::numeric THEN
      PERFORM internal.refuse('total_changed', jsonb_build_object('booking_id', v_booking.id,
        'expected', v_asked -> 'expected_total', 'actual', v_price -> 'final'));
    END IF;
    v_total := v_total + (v_price ->> 'final')::numeric;
    v_priced := v_priced || jsonb_build_object(v_booking.id, v_price || jsonb_build_object('not_after',
      (v_booking.booking_details #>> '{schedule,arrives_at}')::timestamptz
      + make_interval(mins => (v_rules ->> 'ticket_not_after_minutes')::int)));
  END LOOP;
  IF v_seen <> jsonb_array_length(p_bookings) THEN
    PERFORM internal.refuse('not_your_booking');
  ELSIF v_amount <> v_total THEN
    PERFORM internal.refuse('total_changed', jsonb_build_object('expected', v_amount, 'actual', v_total));
  ELSIF v_tendered < v_total THEN
    PERFORM internal.refuse('tender_too_small', jsonb_build_object('total', v_total, 'tendered', v_tendered));
  END IF;

  -- The counter's row numbers the receipt without gaps: the number is taken back with everything else.
  UPDATE counters SET receipt_sequence = receipt_sequence + 1 WHERE id = v_me.counter_id AND is_active
  RETURNING code, receipt_sequence INTO v_code, v_receipt;
  IF NOT FOUND THEN
    PERFORM internal.refuse('counter_revoked');
  ELSIF NOT EXISTS (SELECT FROM shifts WHERE id = v_shift AND state = 'open') THEN
    PERFORM internal.refuse('shift_not_open');  -- closed while we waited for the counter's row
  END IF;
  v_now := clock_timestamp();
  v_attempt := coalesce((p_payment ->> 'attempt_id')::uuid, internal.uuid7());
  UPDATE sales SET state = 'sold', sale_number = v_code || '-' || to_char(v_now AT TIME ZONE 'Asia/Jakarta', 'YYMMDD') || '-' || v_receipt,
      receipt_number = v_code || '/' || lpad(v_receipt::text, 6, '0'), total = v_total, tendered = v_tendered,
      change_given = v_tendered - v_total, sold_at = v_now, shift_id = v_shift, request_hash = v_hash
  WHERE id = p_sale_id RETURNING * INTO v_sale;
  PERFORM internal.write_sale(v_sale, p_bookings, v_priced, v_attempt, v_me.user_id, v_now);
  PERFORM internal.check_overlaps(p_sale_id, v_me.user_id, (p_payment ->> 'approval_id')::uuid);
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.sale_card(p_sale_id);
END $$;

-- The train of a booking still runs and has not left its station of boarding.
CREATE OR REPLACE FUNCTION internal.still_runs(p_booking bookings)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_status text;
  v_leaves timestamptz;
BEGIN
  SELECT status, (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz + make_interval(mins => coalesce(delay_minutes, 0))
  INTO v_status, v_leaves FROM schedules WHERE id = p_booking.schedule_id;
  IF v_status NOT IN ('scheduled', 'delayed') THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('booking_id', p_booking.id, 'status', v_status));
  ELSIF v_leaves <= clock_timestamp() THEN
    PERFORM internal.refuse('sale_closed', jsonb_build_object('booking_id', p_booking.id, 'closed_at', v_leaves));
  END IF;
END $$;

-- Every row of a sale in one statement: bookings, attempt, payments, passengers, claims, tickets, print jobs.
CREATE OR REPLACE FUNCTION internal.write_sale(
  p_sale sales, p_bookings jsonb, p_priced jsonb, p_attempt_id uuid, p_user_id uuid, p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH asked AS MATERIALIZED (
    SELECT b.id, b.booking_number, a.doc, a.n, p_priced -> b.id::text AS price
    FROM jsonb_array_elements(p_bookings) WITH ORDINALITY a(doc, n) JOIN bookings b ON b.id = (a.doc ->> 'booking_id')::uuid
  ), people AS MATERIALIZED (
    SELECT a.id AS booking_id, a.booking_number, p.*, coalesce(m.fare, 0) AS fare, coalesce(m.taken_off, 0) AS taken_off
    FROM asked a
    CROSS JOIN LATERAL jsonb_to_recordset(a.doc -> 'passengers') p(seq int, passenger_id uuid, ticket_id uuid,
      print_job_id uuid, name text, type text, reduction text, seat_id uuid, identity_type text, identity_number text,
      birth_date date, gender text, assistance jsonb, accompanied_by int, nationality text)
    LEFT JOIN LATERAL jsonb_to_recordset(a.price -> 'people') m(seq int, fare numeric, taken_off numeric) ON m.seq = p.seq
  ), confirmed AS (
    UPDATE bookings b SET status = 'confirmed', confirmed_at = p_now, shift_id = p_sale.shift_id,
      total_amount = (a.price ->> 'total')::numeric, discount_amount = (a.price ->> 'discount')::numeric,
      final_amount = (a.price ->> 'final')::numeric, price_lines = a.price -> 'lines',
      passenger_count = jsonb_array_length(a.doc -> 'passengers'),
      booking_details = b.booking_details || jsonb_build_object('not_after', a.price -> 'not_after'),
      contact_name = left(nullif(btrim(a.doc #>> '{contact,name}'), ''), 100),
      contact_phone = left(nullif(btrim(a.doc #>> '{contact,phone}'), ''), 40),
      contact_email = left(nullif(btrim(a.doc #>> '{contact,email}'), ''), 200)
    FROM asked a WHERE b.id = a.id
  ), attempt AS (
    INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id, user_id, settled_at)
    SELECT p_attempt_id, p_sale.id, (SELECT id FROM asked WHERE n = 1), 'cash', p_sale.total, 'confirmed',
           p_sale.sale_number, p_sale.shift_id, p_sale.counter_id, p_user_id, p_now
  ), paid AS (
    -- The change belongs to the first booking's payment, so that tendered - change = amount on every row.
    INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date,
                          shift_id, counter_id, attempt_id, sale_id, tendered, change_given)
    SELECT internal.uuid7(), a.id, p_sale.sale_number, 'cash', 'completed', (a.price ->> 'final')::numeric, p_now,
           p_sale.shift_id, p_sale.counter_id, p_attempt_id, p_sale.id,
           (a.price ->> 'final')::numeric + CASE WHEN a.n = 1 THEN p_sale.change_given ELSE 0 END,
           CASE WHEN a.n = 1 THEN p_sale.change_given ELSE 0 END
    FROM asked a
  ), travelling AS (
    INSERT INTO passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number, gender,
        seat_id, ticket_price, special_requirements, identity_type, reduction, seq, nationality, fare, reduction_amount, accompanied_by)
    SELECT p.passenger_id, p.booking_id, btrim(p.name), p.birth_date, p.type, p.identity_number, p.gender, p.seat_id,
        p.fare - p.taken_off,
        CASE WHEN jsonb_typeof(p.assistance) = 'array' AND p.assistance <> '[]' THEN jsonb_build_object('assistance', p.assistance) ELSE '{}' END,
        p.identity_type, nullif(p.reduction, ''), p.seq, p.nationality, p.fare, p.taken_off,
        (SELECT o.passenger_id FROM people o WHERE o.booking_id = p.booking_id AND o.seq = p.accompanied_by)
    FROM people p
  ), sold AS (
    UPDATE seat_claims c SET state = 'sold', expires_at = NULL, passenger_id = p.passenger_id
    FROM people p WHERE c.booking_id = p.booking_id AND c.seat_id = p.seat_id AND c.active
  ), ticketed AS (
    INSERT INTO tickets (id, booking_id, passenger_id, ticket_number)
    SELECT ticket_id, booking_id, passenger_id, booking_number || '-' || seq FROM people ORDER BY booking_id, seq
  )
  INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id)
  SELECT print_job_id, ticket_id, p_sale.id, booking_id, 'ticket', 1, p_sale.counter_id, p_user_id FROM people ORDER BY booking_id, seq;
END $$;
