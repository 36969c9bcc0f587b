-- The sale: one call, one transaction, all its bookings or none. Money, tickets, claims and print jobs are
-- written together; the deferred promise (payments = price) is tested before the answer leaves.

-- What is wrong with the passengers as a boundary sees it; the screen has said it in words long before.
-- Refuses passenger_incomplete{seq, field}, identity_repeated, infants_exceed_adults, too_many_passengers.
-- within
CREATE OR REPLACE FUNCTION internal.check_passengers(p_passengers jsonb, p_day date, p_rules jsonb)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_p record;
  v_field text;
  v_twice int;
  v_infants int := 0;
  v_adults int := 0;
  v_seated int := 0;
  v_seqs int[] := '{}';
  v_laps int[] := '{}';
  v_grown int[] := '{}';
  v_identities text[] := '{}';
BEGIN
  FOR v_p IN
    SELECT p.*, CASE WHEN p.birth_date <= p_day THEN extract(year FROM age(p_day, p.birth_date)) END AS years
    FROM jsonb_to_recordset(p_passengers) p(seq int, passenger_id uuid, ticket_id uuid, print_job_id uuid, name text,
      type text, reduction text, seat_id uuid, identity_type text, identity_number text, birth_date date, gender text,
      assistance jsonb, accompanied_by int, nationality text)
    ORDER BY p.seq
  LOOP
    v_field := CASE
    WHEN v_p.seq IS NULL OR v_p.seq NOT BETWEEN 1 AND 99 OR v_p.seq = ANY (v_seqs) THEN 'seq'
    WHEN v_p.passenger_id IS NULL THEN 'passenger_id'
    WHEN v_p.ticket_id IS NULL THEN 'ticket_id'
    WHEN v_p.print_job_id IS NULL THEN 'print_job_id'
    WHEN v_p.type IS NULL OR v_p.type NOT IN ('adult', 'child', 'infant', 'senior') THEN 'type'
    WHEN coalesce(btrim(v_p.name), '') = '' OR char_length(v_p.name) > 60 OR v_p.name ~ '[\u0001-\u001F\u007F]' THEN 'name'
    WHEN v_p.identity_type IS NULL OR v_p.identity_type NOT IN ('nik', 'passport') THEN 'identity_type'
    WHEN v_p.identity_type = 'nik' AND coalesce(v_p.identity_number, '') !~ '^[0-9]{16}$' THEN 'identity_number'
    WHEN v_p.identity_type = 'passport' AND coalesce(v_p.identity_number, '') !~ '^(?=.*[0-9])[A-Z0-9]{5,12}$' THEN 'identity_number'
    WHEN v_p.gender NOT IN ('male', 'female', 'other') THEN 'gender'
    WHEN v_p.birth_date IS NOT NULL AND (v_p.years IS NULL OR v_p.years > 130) THEN 'birth_date'
    -- A NIK carries the birth date of an adult; whoever pays less or sits on a lap must show it.
    WHEN v_p.birth_date IS NULL AND (v_p.identity_type = 'passport' OR v_p.type <> 'adult' OR v_p.reduction = 'senior') THEN 'birth_date'
    WHEN v_p.type = 'infant' AND v_p.years >= (p_rules ->> 'infant_under_years')::int THEN 'type'
    WHEN v_p.type = 'child' AND v_p.years >= (p_rules ->> 'child_under_years')::int THEN 'type'
    WHEN v_p.type IN ('adult', 'senior') AND v_p.years < (p_rules ->> 'child_under_years')::int THEN 'type'
    WHEN v_p.type = 'senior' AND v_p.years < (p_rules ->> 'senior_from_years')::int THEN 'type'
    WHEN nullif(v_p.reduction, '') IS NOT NULL AND NOT p_rules -> 'reductions' ? v_p.reduction THEN 'reduction'
    WHEN v_p.reduction = 'senior' AND v_p.years < (p_rules ->> 'senior_from_years')::int THEN 'reduction'
    WHEN v_p.type = 'infant' AND v_p.seat_id IS NOT NULL THEN 'seat_id'
    WHEN v_p.type = 'infant' AND nullif(v_p.reduction, '') IS NOT NULL THEN 'reduction'
    WHEN jsonb_typeof(coalesce(v_p.assistance, '[]')) NOT IN ('array', 'null') OR octet_length(v_p.assistance::text) > 500 THEN 'assistance'
    WHEN char_length(v_p.nationality) > 60 THEN 'nationality'
    WHEN v_p.accompanied_by IS NOT NULL AND (v_p.type <> 'infant' OR v_p.accompanied_by = ANY (v_laps)) THEN 'accompanied_by'
    END;
    IF v_field IS NOT NULL THEN
      PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', v_p.seq, 'field', v_field));
    END IF;
    IF v_p.identity_type || v_p.identity_number = ANY (v_identities) THEN
      v_twice := v_p.seq;
    END IF;
    v_identities := v_identities || (v_p.identity_type || v_p.identity_number);
    v_seqs := v_seqs || v_p.seq;
    IF v_p.type = 'infant' THEN
      v_infants := v_infants + 1;
      v_laps := v_laps || v_p.accompanied_by;
    ELSE
      v_seated := v_seated + 1;
      IF v_p.type <> 'child' THEN
        v_adults := v_adults + 1;
        v_grown := v_grown || v_p.seq;
      END IF;
    END IF;
  END LOOP;
  IF v_infants > 0 AND NOT array_remove(v_laps, NULL) <@ v_grown THEN
    PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('field', 'accompanied_by', 'seq', (
      SELECT min(i.seq) FROM jsonb_to_recordset(p_passengers) i(seq int, accompanied_by int) WHERE i.accompanied_by <> ALL (v_grown))));
  ELSIF v_twice IS NOT NULL THEN
    PERFORM internal.refuse('identity_repeated', jsonb_build_object('seq', v_twice));
  ELSIF v_infants > v_adults THEN
    PERFORM internal.refuse('infants_exceed_adults', jsonb_build_object('infants', v_infants, 'adults', v_adults));
  ELSIF v_seated > (p_rules ->> 'passengers_per_booking')::int THEN
    PERFORM internal.refuse('too_many_passengers', jsonb_build_object('limit', (p_rules ->> 'passengers_per_booking')::int));
  END IF;
  RETURN true;
END $$;

-- One ticket as `sell` answers it, from its row as it was written or as it was read back: the same shape either way.
-- The seat is read from the booking's frozen lines, as printed.
-- inlined
CREATE OR REPLACE FUNCTION internal.ticket_face(
  p_ticket_id uuid, p_ticket_number text, p_code_number bigint, p_issue_number int, p_status text, p_job_id uuid,
  p_passenger_id uuid, p_seq int, p_name text, p_type text, p_reduction text, p_identity_type text,
  p_identity_masked text, p_gender text, p_assistance jsonb, p_price numeric, p_lines jsonb, p_not_after jsonb)
RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'ticket_id', p_ticket_id, 'ticket_number', p_ticket_number, 'code_number', p_code_number,
    'issue_number', p_issue_number, 'status', p_status, 'print_job_id', p_job_id,
    'passenger', jsonb_build_object('passenger_id', p_passenger_id, 'seq', p_seq, 'name', p_name, 'type', p_type,
      'reduction', p_reduction, 'identity_type', p_identity_type,
      'identity_masked', p_identity_masked, 'gender', p_gender,
      'assistance', coalesce(p_assistance, '[]')),
    'seat', jsonb_path_query_first(p_lines, '$[*] ? (@.kind == "fare" && @.passenger == $seq)', jsonb_build_object('seq', p_seq))
            - '{kind,amount,passenger,fare_kind,class_id}'::text[],
    'price', p_price, 'not_after', p_not_after)
$$;

-- One sold booking around its tickets.
-- within
CREATE OR REPLACE FUNCTION internal.booking_around(p_booking bookings, p_tickets jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN jsonb_build_object(
    'booking_id', p_booking.id, 'booking_number', p_booking.booking_number, 'status', p_booking.status,
    'schedule', p_booking.booking_details -> 'schedule', 'from_order', p_booking.from_order, 'to_order', p_booking.to_order,
    'final_amount', p_booking.final_amount,
    'lines', p_booking.price_lines, 'tickets', coalesce(p_tickets, '[]'));
END $$;

-- One sold booking with its tickets, read back.
CREATE OR REPLACE FUNCTION internal.booking_card(p_booking bookings)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_tickets jsonb;
BEGIN
  SELECT jsonb_agg(internal.ticket_face(t.id, t.ticket_number, t.code_number, t.issue_number, t.ticket_status,
      (SELECT j.id FROM print_jobs j WHERE j.ticket_id = t.id AND j.issue_number = t.issue_number
       ORDER BY j.created_at DESC LIMIT 1),
      p.id, p.seq, p.passenger_name, p.passenger_type, p.reduction, p.identity_type,
      internal.masked_identity(p.identity_number), p.gender,
      p.special_requirements -> 'assistance', p.ticket_price, p_booking.price_lines,
      p_booking.booking_details -> 'not_after') ORDER BY p.seq)
  INTO v_tickets
  FROM tickets t JOIN passengers p ON p.id = t.passenger_id WHERE t.booking_id = p_booking.id;
  RETURN internal.booking_around(p_booking, v_tickets);
END $$;

-- Who sold, as the receipt says it.
-- inlined
CREATE OR REPLACE FUNCTION internal.clerk_told(p_user_id uuid)
RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT (SELECT jsonb_build_object('clerk_name', u.full_name, 'clerk_nipp', u.nipp) FROM users u WHERE u.id = p_user_id)
$$;

-- A sale around its bookings, in the order of their journeys.
-- within
CREATE OR REPLACE FUNCTION internal.sale_around(p_sale sales, p_bookings jsonb, p_code text, p_clerk jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF jsonb_array_length(p_bookings) > 1 THEN
    SELECT jsonb_agg(b ORDER BY b #>> '{schedule,departs_at}', b ->> 'booking_id') INTO p_bookings
    FROM jsonb_array_elements(p_bookings) b;
  END IF;
  RETURN jsonb_build_object(
    'sale_id', p_sale.id, 'sale_number', p_sale.sale_number, 'receipt_number', p_sale.receipt_number,
    'sold_at', p_sale.sold_at, 'total', p_sale.total, 'tendered', p_sale.tendered, 'change', p_sale.change_given,
    'counter_code', p_code, 'bookings', p_bookings, 'paid_by', p_sale.paid_by) || p_clerk
    || CASE WHEN p_sale.paid_by <> 'cash' THEN jsonb_build_object('payments', internal.paid_lines(p_sale.id)) ELSE '{}' END;
END $$;

-- The answer of `sell`, read back from the tables: what every repetition gets, and the first answer was.
CREATE OR REPLACE FUNCTION internal.sale_card(p_sale_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_sale sales%ROWTYPE;
BEGIN
  SELECT * INTO v_sale FROM sales WHERE id = p_sale_id;
  RETURN internal.sale_around(v_sale, (
    SELECT jsonb_agg(internal.booking_card(b)) FROM bookings b WHERE b.sale_id = p_sale_id AND b.confirmed_at IS NOT NULL),
    (SELECT code FROM counters WHERE id = v_sale.counter_id), internal.clerk_told(v_sale.user_id));
END $$;

-- Journeys of the same identity that overlap in time, in this sale or sold before. One approval covers the sale.
-- within
CREATE OR REPLACE FUNCTION internal.check_overlaps(p_sale_id uuid, p_user_id uuid, p_approval_id uuid, p_people jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_clash record;
BEGIN
  -- Nearly nobody of a sale's only booking has another ticket: as many rows of their identities as there are people.
  IF jsonb_array_length(p_people) = (SELECT count(*) FROM passengers WHERE identity_number = ANY (
       ARRAY(SELECT p ->> 'identity_number' FROM jsonb_array_elements(p_people) p))) THEN
    RETURN true;
  END IF;
  -- OFFSET 0 keeps the order of the look-ups: this sale's few passengers first, then the index of identities; and the
  -- tickets are asked for by booking, in a value of their own: as EXISTS they were hashed, the whole table of them.
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
    AND (SELECT bool_or(t.ticket_status IN ('active', 'used')) FROM tickets t WHERE t.booking_id = q.booking_id AND t.passenger_id = q.id)
  ORDER BY p.seq LIMIT 1;
  IF FOUND AND NOT internal.use_approval(p_approval_id, 'journey_overlap', p_sale_id, NULL, p_user_id) THEN
    PERFORM internal.refuse('journey_overlaps', jsonb_build_object('seq', v_clash.seq, 'booking_id', v_clash.booking_id,
      'train_number', v_clash.train_number));
  END IF;
  RETURN true;
END $$;

-- Every rupiah of a booking is accounted for: what was paid is its price; and paid less given back less fees is what
-- its living tickets are worth (nothing once it is cancelled). Deferred, because the rows come one by one; the triggers
-- run with their owner's rights, because PostgreSQL 15 runs a deferred one as whoever commits.
-- within
CREATE OR REPLACE FUNCTION internal.must_be_paid(p_booking_id uuid)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_status text;
  v_final numeric;
  v_paid numeric;
  v_fee numeric;
  v_gone numeric;
  v_alive numeric;
BEGIN
  SELECT b.status, b.final_amount, b.fee_amount,
         coalesce((SELECT sum(p.amount) FROM payments p WHERE p.booking_id = b.id AND p.payment_status IN ('completed', 'refunded')), 0),
         (SELECT sum(r.refund_amount + r.processing_fee) FROM refunds r WHERE r.booking_id = b.id)
  INTO v_status, v_final, v_fee, v_paid, v_gone
  FROM bookings b WHERE b.id = p_booking_id AND b.confirmed_at IS NOT NULL;
  IF v_status IN ('confirmed', 'completed') AND v_final <> v_paid OR v_status = 'cancelled' AND v_paid > 0 AND v_gone IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'payments_differ',
      DETAIL = jsonb_build_object('expected', v_final, 'actual', v_paid)::text;
  ELSIF v_gone IS NOT NULL THEN
    SELECT coalesce(sum(p.ticket_price), 0) INTO v_alive FROM passengers p
    WHERE p.booking_id = p_booking_id AND EXISTS (
      SELECT FROM tickets t WHERE t.booking_id = p_booking_id AND t.passenger_id = p.id AND t.ticket_status <> 'cancelled');
    IF v_paid - v_gone - v_fee <> v_alive THEN
      RAISE EXCEPTION USING ERRCODE = 'KA001', MESSAGE = 'payments_differ',
        DETAIL = jsonb_build_object('expected', v_alive, 'actual', v_paid - v_gone - v_fee)::text;
    END IF;
  END IF;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION internal.booking_is_covered()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_paid boolean := internal.must_be_paid(NEW.id);
BEGIN
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION internal.payment_covers()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_paid boolean := internal.must_be_paid(coalesce(NEW.booking_id, OLD.booking_id));
BEGIN
  RETURN NULL;
END $$;

-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.sell(p_token text, p_sale_id uuid, p_bookings jsonb, p_payment jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = 'force_generic_plan'  -- else each call plans its statements again (measured: a sixth of a sale)
SET enable_seqscan = off  -- a kept plan outlives the small table it was made for
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
  v_holds boolean;  -- what a question answered: each refuses for itself
  v_held bookings[] := '{}';
  v_docs jsonb := p_bookings;
  v_prices jsonb[] := '{}';
  v_first int;
  v_last uuid;
  v_cards jsonb := '[]';
  v_total numeric := 0;
  v_amount numeric;
  v_tendered numeric;
  v_code text;
  v_receipt bigint;
  v_clerk jsonb;
  v_attempt uuid;
  v_now timestamptz;
  v_parts jsonb;
  v_outside numeric := 0;  -- paid by card or QRIS before; the rest is cash
  v_before numeric := 0;
BEGIN
  v_me := internal.session(p_token, 'clerk', 'supervisor');
  v_holds := internal.asked_list(p_bookings, 'bookings', 8);
  IF (jsonb_typeof(p_payment) = 'object' AND octet_length(p_payment::text) < 5000) IS NOT TRUE THEN
    PERFORM internal.asked(false, 'payment');
  ELSIF (p_payment ->> 'method' IN ('cash', 'parts')) IS NOT TRUE THEN
    PERFORM internal.asked(false, 'method');
  END IF;
  v_amount := internal.asked_json_rupiah(p_payment -> 'amount', 'amount');
  v_tendered := internal.asked_json_rupiah(p_payment -> 'tendered', 'tendered');
  v_hash := sha256(convert_to(p_bookings::text || '|' || (p_payment - 'approval_id')::text, 'UTF8'));

  SELECT s AS sale, h.id AS shift INTO v_row FROM sales s
  LEFT JOIN shifts h ON h.counter_id = v_me.counter_id AND h.user_id = v_me.user_id AND h.state = 'open'
  WHERE s.id = p_sale_id FOR NO KEY UPDATE OF s;
  v_sale := v_row.sale;
  IF v_sale.id IS NULL OR v_sale.counter_id <> v_me.counter_id
     OR (v_sale.user_id <> v_me.user_id AND NOT 'supervisor' = ANY (v_me.roles)) THEN
    PERFORM internal.refuse('not_your_booking');
  ELSIF v_sale.state = 'sold' THEN
    IF v_sale.request_hash <> v_hash THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sale_card(p_sale_id);
  ELSIF v_row.shift IS NULL THEN
    v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);  -- refuses, unless one was opened just now
  END IF;

  -- Locked by id, as everywhere. One booking needs no order, and its look-up is a fifth of the sorted join's time.
  IF jsonb_array_length(p_bookings) > 1 THEN
    SELECT jsonb_agg(d ORDER BY (d ->> 'booking_id')::uuid) INTO v_docs FROM jsonb_array_elements(p_bookings) d;
  END IF;
  FOR v_nth IN 1 .. jsonb_array_length(p_bookings) LOOP
    v_asked := v_docs -> v_nth - 1;
    SELECT b AS booking, s AS train INTO v_row FROM bookings b JOIN schedules s ON s.id = b.schedule_id
    WHERE b.id = (v_asked ->> 'booking_id')::uuid AND b.sale_id = p_sale_id FOR NO KEY UPDATE OF b;
    IF NOT FOUND THEN
      PERFORM internal.refuse('not_your_booking');
    END IF;
    v_booking := v_row.booking;
    IF v_booking.status = 'cancelled' THEN
      PERFORM internal.refuse(CASE v_booking.cancel_reason WHEN 'expired' THEN 'hold_expired' WHEN 'train_cancelled' THEN 'schedule_cancelled' ELSE 'booking_cancelled' END,
                              jsonb_build_object('booking_id', v_booking.id));
    ELSIF v_booking.status <> 'pending' OR v_booking.id = v_last THEN
      PERFORM internal.refuse('booking_not_pending', jsonb_build_object('booking_id', v_booking.id, 'status', v_booking.status));
    ELSIF v_booking.expires_at <= clock_timestamp() AND NOT internal.sale_awaits_money(p_sale_id) THEN
      PERFORM internal.refuse('hold_expired', jsonb_build_object('booking_id', v_booking.id));
    END IF;
    v_holds := internal.train_runs(v_booking, v_row.train);
    v_rules := internal.rules_named(
      '{infant_under_years,child_under_years,senior_from_years,reductions,price_rounding,passengers_per_booking,ticket_not_after_minutes}',
      v_booking.booking_details #>> '{schedule,origin_code}', v_booking.booking_details #>> '{schedule,train_number}');
    v_holds := internal.asked_list(v_asked -> 'passengers', 'passengers', 20);
    v_day := internal.travel_day(v_booking.booking_details);
    v_holds := internal.check_passengers(v_asked -> 'passengers', v_day, v_rules);
    v_price := internal.priced(v_booking.price_lines, v_asked -> 'passengers', v_day, v_rules);
    IF v_booking.booking_details ? 'promotion' THEN
      v_price := internal.with_promotion(v_price, v_booking.booking_details -> 'promotion', (v_rules ->> 'price_rounding')::numeric);
    END IF;
    IF (v_price ->> 'seats_left_over')::int > 0 THEN
      PERFORM internal.refuse('passenger_incomplete', jsonb_build_object('seq', jsonb_array_length(v_asked -> 'passengers') + 1, 'field', 'passenger'));
    ELSIF internal.asked_json_rupiah(v_asked -> 'expected_total', 'expected_total') <> (v_price ->> 'final')::numeric THEN
      PERFORM internal.refuse('total_changed', jsonb_build_object('booking_id', v_booking.id,
        'expected', v_asked -> 'expected_total', 'actual', v_price -> 'final'));
    END IF;
    v_total := v_total + (v_price ->> 'final')::numeric;
    v_held[v_nth] := v_booking;
    v_prices[v_nth] := v_price || jsonb_build_object('not_after',
      (v_booking.booking_details #>> '{schedule,arrives_at}')::timestamptz
      + make_interval(mins => (v_rules ->> 'ticket_not_after_minutes')::int));
    v_last := v_booking.id;
    IF v_asked = p_bookings -> 0 THEN
      v_first := v_nth;
    END IF;
  END LOOP;
  IF v_amount <> v_total THEN
    PERFORM internal.refuse('total_changed', jsonb_build_object('expected', v_amount, 'actual', v_total));
  END IF;
  IF EXISTS (SELECT FROM payment_attempts WHERE sale_id = p_sale_id) OR p_payment ->> 'method' = 'parts' THEN
    SELECT * INTO v_parts, v_outside FROM internal.money_of_sale(p_sale_id, p_payment -> 'attempts');
  END IF;
  IF v_outside > v_total THEN
    PERFORM internal.refuse('paid_too_much', jsonb_build_object('total', v_total, 'paid', v_outside));
  ELSIF v_tendered < v_total - v_outside THEN
    PERFORM internal.refuse('tender_too_small', jsonb_build_object('total', v_total - v_outside, 'tendered', v_tendered));
  ELSIF v_outside > 0 THEN
    PERFORM internal.asked(v_tendered = 0 OR v_outside < v_total, 'tendered');  -- nothing left to give change from
    v_tendered := v_tendered + v_outside;
  END IF;

  -- The counter's row numbers the receipt without gaps: the number is taken back with everything else.
  UPDATE counters SET receipt_sequence = receipt_sequence + 1 WHERE id = v_me.counter_id AND is_active
  RETURNING code, receipt_sequence, internal.clerk_told(v_sale.user_id) INTO v_code, v_receipt, v_clerk;
  IF NOT FOUND THEN
    PERFORM internal.refuse('counter_revoked');
  END IF;
  -- Once more: a shift is closed under the counter's row, and we may have waited for it.
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  v_now := clock_timestamp();
  v_attempt := coalesce((p_payment ->> 'attempt_id')::uuid, internal.uuid7());
  UPDATE sales SET state = 'sold', sale_number = v_code || '-' || to_char(v_now AT TIME ZONE 'Asia/Jakarta', 'YYMMDD') || '-' || v_receipt,
      receipt_number = v_code || '/' || internal.numbered(v_receipt), total = v_total, tendered = v_tendered,
      change_given = v_tendered - v_total, sold_at = v_now, shift_id = v_shift, request_hash = v_hash,
      paid_by = CASE WHEN v_outside = 0 THEN 'cash' WHEN v_outside < v_total OR jsonb_array_length(v_parts) > 1 THEN 'mixed'
                     ELSE v_parts #>> '{0,method}' END
  WHERE id = p_sale_id RETURNING * INTO v_sale;
  IF v_outside < v_total OR v_outside = 0 THEN
    INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, reference, shift_id, counter_id, user_id, settled_at, outcome)
    VALUES (v_attempt, p_sale_id, v_held[v_first].id, 'cash', v_total - v_outside, 'confirmed', v_sale.sale_number, v_shift,
            v_sale.counter_id, v_me.user_id, v_now, 'sold');
  END IF;
  IF v_outside > 0 THEN
    v_parts := v_parts || jsonb_build_object('attempt_id', v_attempt, 'method', 'cash', 'amount', v_total - v_outside, 'change', v_sale.change_given);
  ELSE
    v_parts := NULL;
  END IF;
  FOR v_nth IN 1 .. jsonb_array_length(p_bookings) LOOP
    v_cards := v_cards || internal.write_booking(v_sale, v_held[v_nth], v_docs -> v_nth - 1, v_prices[v_nth], v_attempt,
      CASE WHEN v_nth = v_first THEN v_sale.change_given ELSE 0 END, v_me.user_id,
      CASE WHEN v_parts IS NOT NULL THEN internal.parts_of_booking(v_parts, v_before, (v_prices[v_nth] ->> 'final')::numeric) END);
    v_before := v_before + (v_prices[v_nth] ->> 'final')::numeric;
  END LOOP;
  v_holds := internal.check_overlaps(p_sale_id, v_me.user_id, (p_payment ->> 'approval_id')::uuid,
    CASE WHEN jsonb_array_length(p_bookings) = 1 THEN v_asked -> 'passengers' END);
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.sale_around(v_sale, v_cards, v_code, v_clerk);
END $$;

-- The train of a booking still runs and has not left its station of boarding.
-- within
CREATE OR REPLACE FUNCTION internal.train_runs(p_booking bookings, p_train schedules)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_leaves timestamptz := (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz + make_interval(mins => coalesce(p_train.delay_minutes, 0));
BEGIN
  IF p_train.status NOT IN ('scheduled', 'delayed') OR p_booking.to_order > p_train.last_order THEN
    PERFORM internal.refuse('schedule_cancelled', jsonb_build_object('booking_id', p_booking.id, 'status', p_train.status));
  ELSIF v_leaves <= clock_timestamp() THEN
    PERFORM internal.refuse('sale_closed', jsonb_build_object('booking_id', p_booking.id, 'closed_at', v_leaves));
  END IF;
  RETURN true;
END $$;

-- The same, for who has the booking only.
CREATE OR REPLACE FUNCTION internal.still_runs(p_booking bookings)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN internal.train_runs(p_booking, (SELECT s FROM schedules s WHERE s.id = p_booking.schedule_id));
END $$;

-- What one sold booking writes: itself, its payment, passengers, claims, tickets and print jobs. Every look-up names
-- the booking: joined to the request's list, the kept plans read the whole tables. Returns the booking as answered.
-- within
CREATE OR REPLACE FUNCTION internal.write_booking(
  p_sale sales, p_booking bookings, p_asked jsonb, p_price jsonb, p_attempt_id uuid, p_change numeric, p_user_id uuid,
  p_parts jsonb)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_sold bookings%ROWTYPE;
  v_tickets jsonb;
  v_final numeric := (p_price ->> 'final')::numeric;
BEGIN
  UPDATE bookings SET status = 'confirmed', confirmed_at = p_sale.sold_at, shift_id = p_sale.shift_id,
      total_amount = (p_price ->> 'total')::numeric, discount_amount = (p_price ->> 'discount')::numeric,
      final_amount = v_final, price_lines = p_price -> 'lines',
      passenger_count = jsonb_array_length(p_asked -> 'passengers'),
      booking_details = booking_details || jsonb_build_object('not_after', p_price -> 'not_after'),
      contact_name = left(nullif(btrim(p_asked #>> '{contact,name}'), ''), 100),
      contact_phone = left(nullif(btrim(p_asked #>> '{contact,phone}'), ''), 40),
      contact_email = left(nullif(btrim(p_asked #>> '{contact,email}'), ''), 200)
  WHERE id = p_booking.id RETURNING * INTO v_sold;
  IF p_price ? 'promotion' THEN
    PERFORM internal.use_promotion(v_sold.id, v_sold.booking_details -> 'promotion', (p_price ->> 'promotion')::numeric, p_sale.sold_at);
  END IF;
  -- The change belongs to the first booking's payment, so that tendered - change = amount on every row.
  IF p_parts IS NULL THEN
    INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date,
                          shift_id, counter_id, attempt_id, sale_id, tendered, change_given)
    VALUES (internal.uuid7(), v_sold.id, p_sale.sale_number, 'cash', 'completed', v_final, p_sale.sold_at,
            p_sale.shift_id, p_sale.counter_id, p_attempt_id, p_sale.id, v_final + p_change, p_change);
  ELSE
    INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date,
                          shift_id, counter_id, attempt_id, sale_id, tendered, change_given, origin_id)
    SELECT internal.uuid7(), v_sold.id, p_sale.sale_number, p.method, 'completed', p.amount, p_sale.sold_at,
           p_sale.shift_id, p_sale.counter_id, p.attempt_id, p_sale.id, p.amount + p.change, p.change, p.origin_id
    FROM jsonb_to_recordset(p_parts) p(attempt_id uuid, method text, amount numeric, change numeric, origin_id uuid);
  END IF;
  WITH people AS MATERIALIZED (
    SELECT p.*, btrim(p.name) AS written_name, nullif(p.reduction, '') AS written_reduction,
           coalesce((p_price #>> ARRAY['people', p.seq::text, 'fare'])::numeric, 0) AS fare,
           coalesce((p_price #>> ARRAY['people', p.seq::text, 'taken_off'])::numeric, 0) AS taken_off,
           v_sold.booking_number || '-' || p.seq AS ticket_number,
           CASE WHEN jsonb_typeof(p.assistance) = 'array' AND p.assistance <> '[]' THEN p.assistance END AS needs
    FROM jsonb_to_recordset(p_asked -> 'passengers') p(seq int, passenger_id uuid, ticket_id uuid,
      print_job_id uuid, name text, type text, reduction text, seat_id uuid, identity_type text, identity_number text,
      birth_date date, gender text, assistance jsonb, accompanied_by int, nationality text)
    ORDER BY p.seq
  ), travelling AS (
    INSERT INTO passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number, gender,
        seat_id, ticket_price, special_requirements, identity_type, reduction, seq, nationality, fare, reduction_amount, accompanied_by)
    SELECT p.passenger_id, v_sold.id, p.written_name, p.birth_date, p.type, p.identity_number, p.gender, p.seat_id,
        p.fare - p.taken_off, CASE WHEN p.needs IS NULL THEN '{}' ELSE jsonb_build_object('assistance', p.needs) END,
        p.identity_type, p.written_reduction, p.seq, p.nationality, p.fare, p.taken_off,
        CASE WHEN p.accompanied_by IS NOT NULL THEN (SELECT o.passenger_id FROM people o WHERE o.seq = p.accompanied_by) END
    FROM people p
  ), taken AS (
    UPDATE seat_claims c SET state = 'sold', expires_at = NULL, passenger_id = p.passenger_id
    FROM people p WHERE c.booking_id = v_sold.id AND c.seat_id = p.seat_id AND c.active
  ), ticketed AS (
    INSERT INTO tickets (id, booking_id, passenger_id, ticket_number)
    SELECT ticket_id, v_sold.id, passenger_id, ticket_number FROM people
    RETURNING id, code_number, issue_number, ticket_status
  ), queued AS (
    INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id)
    SELECT print_job_id, ticket_id, p_sale.id, v_sold.id, 'ticket', 1, p_sale.counter_id, p_user_id FROM people
  )
  SELECT jsonb_agg(internal.ticket_face(t.id, p.ticket_number, t.code_number, t.issue_number, t.ticket_status,
      p.print_job_id, p.passenger_id, p.seq, p.written_name, p.type, p.written_reduction, p.identity_type,
      internal.masked_identity(p.identity_number), p.gender, p.needs, p.fare - p.taken_off, v_sold.price_lines,
      v_sold.booking_details -> 'not_after') ORDER BY p.seq)
  INTO v_tickets FROM people p JOIN ticketed t ON t.id = p.ticket_id;
  RETURN internal.booking_around(v_sold, v_tickets);
END $$;
