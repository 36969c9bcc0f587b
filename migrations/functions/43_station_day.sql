-- The station's day: its Zs, its safe, what the bank and the gateway say of the same money, and what does not agree.
--
-- The safe holds what was dropped into it and what each closed shift handed in above its float (as verified, else as
-- counted); the bank takes out. Two people sign for what leaves it and for handing it over. Movements of the safe are
-- written once. A difference found by the three-way match is a task with a name; it ends by itself when the difference
-- is gone, or by a supervisor's note.

-- The station this session may look at: its counter's own, if its login may read that station at all.
CREATE OR REPLACE FUNCTION internal.day_station(p_user_id uuid, p_station_id uuid, p_day date)
RETURNS stations LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_station stations%ROWTYPE;
BEGIN
  PERFORM internal.asked(p_day BETWEEN '2020-01-01' AND '2100-01-01', 'day');
  SELECT s.* INTO v_station FROM stations s, users u WHERE s.id = p_station_id AND u.id = p_user_id
    AND (cardinality(u.station_scope) = 0 OR s.station_code = ANY (u.station_scope));
  IF NOT FOUND THEN
    PERFORM internal.refuse('not_in_scope');
  END IF;
  RETURN v_station;
END $$;

-- What lies in a station's safe before a moment.
CREATE OR REPLACE FUNCTION internal.safe_balance(
  p_station_id uuid, p_before timestamptz, OUT dropped numeric, OUT handed_in numeric, OUT banked numeric, OUT balance numeric)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT coalesce(sum(m.amount), 0) INTO dropped FROM cash_movements m JOIN counters c ON c.id = m.counter_id
  WHERE c.station_id = p_station_id AND m.kind = 'drop' AND m.created_at < p_before;
  SELECT coalesce(sum(coalesce(s.verified_amount, s.counted_amount, s.float_amount) - s.float_amount), 0) INTO handed_in
  FROM shifts s JOIN counters c ON c.id = s.counter_id
  WHERE c.station_id = p_station_id AND s.state = 'closed' AND s.closed_at < p_before;
  SELECT coalesce(sum(b.amount), 0) INTO banked FROM bank_deposits b WHERE b.station_id = p_station_id AND b.created_at < p_before;
  balance := dropped + handed_in - banked;
END $$;

-- A counter's series of numbers: how far it came, and which of its last p_window are missing (there must be none).
CREATE OR REPLACE FUNCTION internal.series(p_last bigint, p_found bigint[], p_window int)
RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object('last', p_last, 'missing', coalesce(
    (SELECT jsonb_agg(n ORDER BY n) FROM (SELECT n FROM generate_series(greatest(1, p_last - p_window + 1), p_last) n
       EXCEPT SELECT unnest(p_found) ORDER BY 1 LIMIT 20) x), '[]'))
$$;

-- The last two thousand numbers of each series, so that the page opens as fast after ten years as on the first day.
CREATE OR REPLACE FUNCTION internal.counter_numbers(p_station_id uuid)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('counter_code', c.code,
    'receipts', internal.series(c.receipt_sequence, (SELECT array_agg(substring(s.receipt_number FROM '[0-9]+$')::bigint)
       FROM (SELECT receipt_number FROM sales WHERE counter_id = c.id AND state = 'sold' ORDER BY sold_at DESC LIMIT 2100) s), 2000),
    'refunds', internal.series(c.refund_sequence, (SELECT array_agg(n) FROM generate_series(greatest(1, c.refund_sequence - 1999), c.refund_sequence) n
       JOIN refund_offers r ON r.refund_number = c.code || '/R' || internal.numbered(n)), 2000),
    'z', internal.series(c.z_sequence, (SELECT array_agg(s.z_number) FROM shifts s
       WHERE s.counter_id = c.id AND s.z_number > c.z_sequence - 2000), 2000),
    'slips', internal.series(c.slip_sequence, (SELECT array_agg(n) FROM generate_series(greatest(1, c.slip_sequence - 1999), c.slip_sequence) n
       JOIN cash_movements m ON m.slip_number = c.code || '/K' || internal.numbered(n)), 2000)) ORDER BY c.code), '[]')
  FROM counters c WHERE c.station_id = p_station_id
$$;

-- What the books hold of one day from outside: confirmed attempts by the day their money came.
CREATE OR REPLACE FUNCTION internal.outside_money(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS SETOF payment_attempts LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.* FROM payment_attempts a JOIN counters c ON c.id = a.counter_id
  WHERE c.station_id = p_station_id AND a.method <> 'cash' AND a.state IN ('confirmed', 'late_paid')
    AND coalesce(a.settled_at, a.created_at) >= p_from AND coalesce(a.settled_at, a.created_at) < p_to
$$;

-- Cards of one day as a terminal's batch should sum them: what was taken, less what went back by the same way.
CREATE OR REPLACE FUNCTION internal.card_books(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (counter_id uuid, amount numeric) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT x.counter_id, sum(x.amount) FROM (
    SELECT a.counter_id, a.amount FROM internal.outside_money(p_station_id, p_from, p_to) a WHERE a.method IN ('credit_card', 'debit_card')
    UNION ALL
    SELECT b.counter_id, -b.amount FROM internal.returns_of_station(p_station_id, p_from, p_to) b WHERE b.method IN ('credit_card', 'debit_card')) x
  GROUP BY x.counter_id
$$;

-- How the gateway and its bank name an attempt, and back (`values/payment.py` makes the same name).
CREATE OR REPLACE FUNCTION internal.order_of(p_attempt_id uuid)
RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'KAI-' || p_attempt_id
$$;

CREATE OR REPLACE FUNCTION internal.attempt_of(p_reference text)
RETURNS uuid LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN p_reference ~ '^KAI-[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN substr(p_reference, 5)::uuid END
$$;

-- The three sides of one day, and every difference between them: (kind, subject, amount, facts).
CREATE OR REPLACE FUNCTION internal.day_differences(p_station stations, p_day date)
RETURNS TABLE (kind text, subject text, amount numeric, facts jsonb) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_from timestamptz := p_day::timestamp AT TIME ZONE p_station.timezone;
  v_to timestamptz := (p_day + 1)::timestamp AT TIME ZONE p_station.timezone;
BEGIN
  -- QRIS: sold here, and the bank's file of that day does not know it (asked only when there is a file).
  IF EXISTS (SELECT FROM settlement_rows r WHERE r.station_id = p_station.id AND r.settled_at >= v_from AND r.settled_at < v_to) THEN
    RETURN QUERY
    SELECT 'qris_missing', internal.order_of(a.id), a.amount, jsonb_build_object('attempt_id', a.id, 'at', a.settled_at)
    FROM internal.outside_money(p_station.id, v_from, v_to) a
    WHERE a.method = 'qris' AND NOT EXISTS (SELECT FROM settlement_rows r WHERE r.reference = internal.order_of(a.id) AND r.kind = 'payment');
  END IF;
  -- The bank has it, and no sale here does: paid, not booked. Another station's order is that station's.
  RETURN QUERY
  SELECT 'qris_unknown', r.reference, r.amount, jsonb_build_object('at', r.settled_at, 'attempt_id', a.id, 'state', a.state)
  FROM settlement_rows r LEFT JOIN payment_attempts a ON a.id = internal.attempt_of(r.reference)
  WHERE r.station_id = p_station.id AND r.kind = 'payment' AND r.settled_at >= v_from AND r.settled_at < v_to
    AND (a.id IS NULL OR a.state NOT IN ('confirmed', 'late_paid')
         AND EXISTS (SELECT FROM counters c WHERE c.id = a.counter_id AND c.station_id = p_station.id));
  RETURN QUERY
  SELECT 'qris_amount', r.reference, r.amount - a.amount, jsonb_build_object('file', r.amount, 'booked', a.amount, 'attempt_id', a.id)
  FROM settlement_rows r JOIN payment_attempts a ON a.id = internal.attempt_of(r.reference)
  WHERE r.station_id = p_station.id AND r.kind = 'payment' AND r.settled_at >= v_from AND r.settled_at < v_to
    AND a.state IN ('confirmed', 'late_paid') AND a.amount <> r.amount;
  RETURN QUERY SELECT b.kind, b.subject, b.amount, b.facts FROM internal.qris_back_differences(p_station.id, v_from, v_to) b;
  -- Cards: the sum of each counter against its terminal's batches.
  RETURN QUERY
  SELECT CASE WHEN b.sum IS NULL THEN 'card_missing' ELSE 'card_difference' END, c.code, coalesce(b.sum, 0) - coalesce(k.sum, 0),
         jsonb_build_object('booked', coalesce(k.sum, 0), 'batch', b.sum, 'on_word', internal.card_words(ARRAY(
           SELECT a.id FROM internal.outside_money(p_station.id, v_from, v_to) a WHERE a.counter_id = c.id)))
  FROM counters c
  LEFT JOIN (SELECT d.counter_id, d.amount AS sum FROM internal.card_books(p_station.id, v_from, v_to) d) k ON k.counter_id = c.id
  LEFT JOIN (SELECT t.counter_id, sum(t.sales_amount - t.refunds_amount) AS sum FROM card_batches t
             WHERE t.business_day = p_day GROUP BY 1) b ON b.counter_id = c.id
  WHERE c.station_id = p_station.id AND coalesce(b.sum, 0) <> coalesce(k.sum, 0);
  -- The till: a drawer that did not hold what it should, and nobody has looked into it.
  RETURN QUERY
  SELECT 'till_variance', c.code || ' Z ' || s.z_number, s.counted_amount - s.system_amount,
         jsonb_build_object('shift_id', s.id, 'reason', s.variance_reason, 'is_counted', s.counted_amount IS NOT NULL)
  FROM shifts s JOIN counters c ON c.id = s.counter_id
  WHERE c.station_id = p_station.id AND s.state = 'closed' AND s.closed_at >= v_from AND s.closed_at < v_to
    AND s.verified_amount IS NULL AND s.counted_amount IS DISTINCT FROM s.system_amount;
  RETURN QUERY
  SELECT 'safe_difference', h.id::text, h.counted_amount - h.system_amount, jsonb_build_object('at', h.created_at, 'note', h.note)
  FROM safe_handovers h WHERE h.station_id = p_station.id AND h.created_at >= v_from AND h.created_at < v_to
    AND h.counted_amount <> h.system_amount;
END $$;

CREATE OR REPLACE FUNCTION internal.day_card(p_station stations, p_day date)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_from timestamptz := p_day::timestamp AT TIME ZONE p_station.timezone;
  v_to timestamptz := (p_day + 1)::timestamp AT TIME ZONE p_station.timezone;
  v_before record;
  v_after record;
  v_zs jsonb;
  v_outside jsonb;
BEGIN
  SELECT * INTO v_before FROM internal.safe_balance(p_station.id, v_from);
  SELECT * INTO v_after FROM internal.safe_balance(p_station.id, v_to);
  SELECT coalesce(jsonb_agg(jsonb_build_object('shift_id', s.id, 'counter_code', c.code, 'z_number', s.z_number, 'clerk_name', u.full_name,
      'opened_at', s.opened_at, 'closed_at', s.closed_at, 'sales', s.report -> 'sales', 'sales_amount', s.report -> 'sales_amount',
      'refund_amount', s.report -> 'refund_amount', 'back_amount', s.report -> 'back_amount', 'methods', s.report -> 'methods', 'dropped', s.report #> '{cash,drop}',
      'system', s.system_amount, 'counted', s.counted_amount, 'verified', s.verified_amount, 'is_forced', s.is_forced)
      ORDER BY c.code, s.z_number), '[]')
  INTO v_zs FROM shifts s JOIN counters c ON c.id = s.counter_id JOIN users u ON u.id = s.user_id
  WHERE c.station_id = p_station.id AND s.z_number IS NOT NULL AND s.closed_at >= v_from AND s.closed_at < v_to;
  SELECT jsonb_build_object(
    -- Both less what went back.
    'qris_booked', (SELECT coalesce(sum(a.amount), 0) FROM internal.outside_money(p_station.id, v_from, v_to) a WHERE a.method = 'qris')
      - (SELECT coalesce(sum(b.amount), 0) FROM internal.returns_of_station(p_station.id, v_from, v_to) b WHERE b.method = 'qris'),
    'qris_file', (SELECT sum(CASE r.kind WHEN 'refund' THEN -r.amount ELSE r.amount END) FROM settlement_rows r
       WHERE r.station_id = p_station.id AND r.settled_at >= v_from AND r.settled_at < v_to),
    'card_words', internal.card_words(ARRAY(SELECT a.id FROM internal.outside_money(p_station.id, v_from, v_to) a)),
    'card_booked', (SELECT coalesce(sum(d.amount), 0) FROM internal.card_books(p_station.id, v_from, v_to) d),
    'card_batches', (SELECT sum(t.sales_amount - t.refunds_amount) FROM card_batches t JOIN counters c ON c.id = t.counter_id
       WHERE c.station_id = p_station.id AND t.business_day = p_day),
    'cash_system', (SELECT coalesce(sum(s.system_amount), 0) FROM shifts s JOIN counters c ON c.id = s.counter_id
       WHERE c.station_id = p_station.id AND s.state = 'closed' AND s.closed_at >= v_from AND s.closed_at < v_to),
    'cash_counted', (SELECT sum(coalesce(s.verified_amount, s.counted_amount)) FROM shifts s JOIN counters c ON c.id = s.counter_id
       WHERE c.station_id = p_station.id AND s.state = 'closed' AND s.closed_at >= v_from AND s.closed_at < v_to))
  INTO v_outside;
  RETURN jsonb_build_object('day', p_day, 'station_code', p_station.station_code, 'station_name', p_station.station_name,
    'timezone', p_station.timezone, 'made_at', clock_timestamp(), 'zs', v_zs,
    'open_shifts', (SELECT count(*) FROM shifts s JOIN counters c ON c.id = s.counter_id
                    WHERE c.station_id = p_station.id AND s.state <> 'closed'),
    'safe', jsonb_build_object('opening', v_before.balance, 'dropped', v_after.dropped - v_before.dropped,
      'handed_in', v_after.handed_in - v_before.handed_in, 'banked', v_after.banked - v_before.banked, 'balance', v_after.balance),
    'deposits', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'amount', b.amount, 'slip_number', b.slip_number, 'bank', b.bank,
        'at', b.created_at, 'by', u.full_name, 'signed_by', a.full_name) ORDER BY b.created_at), '[]')
      FROM bank_deposits b JOIN users u ON u.id = b.user_id JOIN approvals x ON x.id = b.approval_id JOIN users a ON a.id = x.approved_by
      WHERE b.station_id = p_station.id AND b.created_at >= v_from AND b.created_at < v_to),
    'handovers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'system', h.system_amount, 'counted', h.counted_amount, 'at', h.created_at,
        'note', h.note, 'by', u.full_name, 'to', a.full_name) ORDER BY h.created_at), '[]')
      FROM safe_handovers h JOIN users u ON u.id = h.user_id JOIN users a ON a.id = h.to_user_id
      WHERE h.station_id = p_station.id AND h.created_at >= v_from AND h.created_at < v_to),
    'numbers', internal.counter_numbers(p_station.id), 'match', v_outside, 'returns', internal.day_returns(p_station.id, v_from, v_to),
    'tasks', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'day', t.business_day, 'kind', t.kind, 'subject', t.subject,
        'amount', t.amount, 'facts', t.facts, 'state', t.state, 'note', t.note, 'done_at', t.done_at,
        'done_by', (SELECT full_name FROM users WHERE id = t.done_by)) ORDER BY t.state <> 'open', t.business_day, t.kind, t.subject), '[]')
      FROM day_tasks t WHERE t.station_id = p_station.id AND (t.business_day = p_day OR t.state = 'open' AND t.business_day < p_day)));
END $$;

-- grant: supervisor, auditor
CREATE OR REPLACE FUNCTION kai.station_day(p_token text, p_day date)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor', 'auditor');
  RETURN internal.day_card(internal.day_station(v_me.user_id, v_me.station_id, p_day), p_day);
END $$;

-- Compare the three sides and keep what differs as tasks. Sent again it changes what changed, and nothing else.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.match_day(p_token text, p_day date)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_station stations%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_station := internal.day_station(v_me.user_id, v_me.station_id, p_day);
  PERFORM FROM stations WHERE id = v_station.id FOR NO KEY UPDATE;
  INSERT INTO day_tasks (id, station_id, business_day, kind, subject, amount, facts)
  SELECT internal.uuid7(), v_station.id, p_day, d.kind, d.subject, coalesce(d.amount, 0), d.facts
  FROM internal.day_differences(v_station, p_day) d
  ON CONFLICT (station_id, business_day, kind, subject) DO UPDATE SET amount = excluded.amount, facts = excluded.facts,
    state = CASE WHEN day_tasks.state = 'done' AND day_tasks.amount = excluded.amount THEN 'done' ELSE 'open' END
  WHERE (day_tasks.amount, day_tasks.facts, day_tasks.state) IS DISTINCT FROM (excluded.amount, excluded.facts, 'open');
  UPDATE day_tasks t SET state = 'gone', done_at = clock_timestamp()
  WHERE t.station_id = v_station.id AND t.business_day = p_day AND t.state = 'open'
    AND NOT EXISTS (SELECT FROM internal.day_differences(v_station, p_day) d WHERE d.kind = t.kind AND d.subject = t.subject);
  RETURN internal.day_card(v_station, p_day);
END $$;

-- A difference somebody looked into: what it was.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.settle_difference(p_token text, p_task_id uuid, p_note text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_task day_tasks%ROWTYPE;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  v_note := internal.asked_text(p_note, 'note', 200);
  SELECT * INTO v_task FROM day_tasks WHERE id = p_task_id FOR NO KEY UPDATE;
  IF NOT FOUND OR v_task.station_id IS DISTINCT FROM v_me.station_id THEN
    PERFORM internal.refuse('task_unknown');
  ELSIF v_task.state = 'done' AND (v_task.done_by, v_task.note) IS DISTINCT FROM (v_me.user_id, v_note) THEN
    PERFORM internal.refuse('task_settled');
  ELSIF v_task.state = 'open' THEN
    UPDATE day_tasks SET state = 'done', note = v_note, done_by = v_me.user_id, done_at = clock_timestamp() WHERE id = p_task_id;
  END IF;
  RETURN internal.day_card(internal.day_station(v_me.user_id, v_me.station_id, v_task.business_day), v_task.business_day);
END $$;

-- Cash from the safe to the bank: its slip, its amount, two signatures. Never more than the safe holds.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.bank_deposit(
  p_token text, p_deposit_id uuid, p_amount numeric, p_slip_number text, p_bank text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old bank_deposits%ROWTYPE;
  v_slip text;
  v_bank text;
  v_balance numeric;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_deposit_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'deposit_id');
  PERFORM internal.asked_rupiah(p_amount, 'amount');
  PERFORM internal.asked(p_amount >= 1, 'amount');
  v_slip := upper(internal.asked_text(p_slip_number, 'slip_number', 40));
  v_bank := internal.asked_text(p_bank, 'bank', 40);
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM bank_deposits WHERE id = p_deposit_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.station_id, v_old.amount, v_old.slip_number, v_old.bank) IS DISTINCT FROM
       (v_me.user_id, v_me.station_id, p_amount, v_slip, v_bank) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('deposit_id', p_deposit_id);
  ELSIF EXISTS (SELECT FROM bank_deposits WHERE bank = v_bank AND slip_number = v_slip) THEN
    PERFORM internal.refuse('slip_used', jsonb_build_object('slip', v_slip));
  END IF;
  SELECT balance INTO v_balance FROM internal.safe_balance(v_me.station_id, 'infinity');
  IF p_amount > v_balance THEN
    PERFORM internal.refuse('safe_too_small', jsonb_build_object('balance', v_balance, 'amount', p_amount));
  ELSIF p_approval_id IS NULL OR NOT internal.use_approval(p_approval_id, 'safe', p_deposit_id, p_amount, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'safe', 'subject_id', p_deposit_id, 'amount', p_amount));
  END IF;
  INSERT INTO bank_deposits (id, station_id, user_id, amount, slip_number, bank, approval_id)
  VALUES (p_deposit_id, v_me.station_id, v_me.user_id, p_amount, v_slip, v_bank, p_approval_id);
  RETURN jsonb_build_object('deposit_id', p_deposit_id);
END $$;

-- One supervisor hands the safe to the next: counted together, signed by both. Who signs the approval is who takes it.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.hand_over_safe(p_token text, p_handover_id uuid, p_counted numeric, p_note text, p_approval_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old safe_handovers%ROWTYPE;
  v_balance numeric;
  v_note text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_handover_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'handover_id');
  PERFORM internal.asked_rupiah(p_counted, 'counted');
  IF btrim(coalesce(p_note, '')) <> '' THEN
    v_note := internal.asked_text(p_note, 'note', 200);
  END IF;
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  SELECT * INTO v_old FROM safe_handovers WHERE id = p_handover_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.station_id, v_old.counted_amount, v_old.note) IS DISTINCT FROM (v_me.user_id, v_me.station_id, p_counted, v_note) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN jsonb_build_object('handover_id', p_handover_id, 'system', v_old.system_amount, 'counted', v_old.counted_amount);
  END IF;
  SELECT balance INTO v_balance FROM internal.safe_balance(v_me.station_id, 'infinity');
  IF p_counted <> v_balance AND v_note IS NULL THEN
    PERFORM internal.refuse('safe_differs', jsonb_build_object('balance', v_balance, 'counted', p_counted));
  ELSIF p_approval_id IS NULL OR NOT internal.use_approval(p_approval_id, 'safe', p_handover_id, p_counted, v_me.user_id) THEN
    PERFORM internal.refuse('approval_needed', jsonb_build_object('kind', 'safe', 'subject_id', p_handover_id, 'amount', p_counted));
  END IF;
  INSERT INTO safe_handovers (id, station_id, user_id, to_user_id, system_amount, counted_amount, note, approval_id)
  SELECT p_handover_id, v_me.station_id, v_me.user_id, a.approved_by, v_balance, p_counted, v_note, a.id FROM approvals a WHERE a.id = p_approval_id;
  RETURN jsonb_build_object('handover_id', p_handover_id, 'system', v_balance, 'counted', p_counted);
END $$;

-- The bank's file of QRIS payments: rows {reference, transaction_id, kind, amount, settled_at}. A row known already
-- (from another file, or the same one twice) is left alone and counted as such.
-- grant: supervisor
CREATE OR REPLACE FUNCTION kai.import_settlement(p_token text, p_file_id uuid, p_name text, p_rows jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_name text;
  v_row jsonb;
  v_new int := 0;
  v_amount numeric;
  v_at timestamptz;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor');
  PERFORM internal.asked(p_file_id IS NOT NULL AND v_me.station_id IS NOT NULL, 'file_id');
  v_name := internal.asked_text(p_name, 'name', 120);
  PERFORM internal.asked(jsonb_typeof(p_rows) = 'array', 'rows');
  PERFORM internal.asked(jsonb_array_length(p_rows) BETWEEN 1 AND 5000, 'rows');
  PERFORM FROM stations WHERE id = v_me.station_id FOR NO KEY UPDATE;
  FOR v_row IN SELECT r FROM jsonb_array_elements(p_rows) r LOOP
    PERFORM internal.asked(jsonb_typeof(v_row) = 'object' AND v_row ->> 'kind' IN ('payment', 'refund')
      AND coalesce(v_row ->> 'reference', '') ~ '^[!-~]{1,60}$' AND coalesce(v_row ->> 'transaction_id', '') ~ '^[!-~]{1,60}$', 'rows');
    v_amount := internal.asked_json_rupiah(v_row -> 'amount', 'rows');
    PERFORM internal.asked(coalesce(v_row ->> 'settled_at', '') ~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$', 'rows');
    v_at := (v_row ->> 'settled_at')::timestamptz;
    INSERT INTO settlement_rows (id, station_id, file_id, file_name, user_id, reference, transaction_id, kind, amount, settled_at)
    VALUES (internal.uuid7(), v_me.station_id, p_file_id, v_name, v_me.user_id, v_row ->> 'reference', v_row ->> 'transaction_id',
            v_row ->> 'kind', v_amount, v_at)
    ON CONFLICT DO NOTHING;
    v_new := v_new + CASE WHEN FOUND THEN 1 ELSE 0 END;
  END LOOP;
  RETURN jsonb_build_object('file_id', p_file_id, 'new', v_new, 'known', jsonb_array_length(p_rows) - v_new);
END $$;

-- What a card terminal says of its batch, asked over its cable or typed from its slip, for the counter of this session.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.record_batch(
  p_token text, p_batch_id uuid, p_day date, p_terminal text, p_batch text, p_sales int, p_sales_amount numeric, p_refunds int,
  p_refunds_amount numeric, p_is_typed boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_old card_batches%ROWTYPE;
  v_terminal text;
  v_batch text;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_batch_id IS NOT NULL AND v_me.counter_id IS NOT NULL, 'batch_id');
  PERFORM internal.asked(p_day BETWEEN '2020-01-01' AND (clock_timestamp() + interval '1 day')::date, 'day');
  v_terminal := internal.asked_text(p_terminal, 'terminal', 20);
  v_batch := internal.asked_text(p_batch, 'batch', 20);
  PERFORM internal.asked(p_sales BETWEEN 0 AND 100000 AND p_refunds BETWEEN 0 AND 100000 AND p_is_typed IS NOT NULL, 'sales');
  PERFORM internal.asked_rupiah(p_sales_amount, 'sales_amount');
  PERFORM internal.asked_rupiah(p_refunds_amount, 'refunds_amount');
  SELECT * INTO v_old FROM card_batches WHERE id = p_batch_id;
  IF FOUND THEN
    IF (v_old.user_id, v_old.counter_id, v_old.business_day, v_old.terminal, v_old.batch, v_old.sales_amount, v_old.refunds_amount)
       IS DISTINCT FROM (v_me.user_id, v_me.counter_id, p_day, v_terminal, v_batch, p_sales_amount, p_refunds_amount) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
  ELSE
    INSERT INTO card_batches (id, counter_id, user_id, business_day, terminal, batch, sales, sales_amount, refunds, refunds_amount, is_typed)
    VALUES (p_batch_id, v_me.counter_id, v_me.user_id, p_day, v_terminal, v_batch, p_sales, p_sales_amount, p_refunds, p_refunds_amount, p_is_typed)
    ON CONFLICT (counter_id, terminal, batch) DO NOTHING;
    IF NOT FOUND THEN
      PERFORM internal.refuse('batch_known', jsonb_build_object('batch', v_batch));
    END IF;
  END IF;
  RETURN jsonb_build_object('batch_id', p_batch_id);
END $$;

-- A month of one station: by sale date and travel date, method, reduction, refunds not yet paid out, and control totals
-- that tie it to the Zs: payments of the month = Zs closed in it - what they hold of other months + what no Z of the
-- month holds yet.
-- grant: supervisor, auditor
CREATE OR REPLACE FUNCTION kai.month_report(p_token text, p_month date)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_station stations%ROWTYPE;
  v_from timestamptz;
  v_to timestamptz;
  v_zone text;
  v_answer jsonb;
  v_control record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'supervisor', 'auditor');
  v_station := internal.day_station(v_me.user_id, v_me.station_id, p_month);
  v_zone := v_station.timezone;
  v_from := date_trunc('month', p_month)::timestamp AT TIME ZONE v_zone;
  v_to := (date_trunc('month', p_month) + interval '1 month')::timestamp AT TIME ZONE v_zone;
  WITH paid AS (
    SELECT p.id, p.booking_id, p.payment_method AS method, p.amount, (p.payment_date AT TIME ZONE v_zone)::date AS day,
           coalesce(p.settled_shift_id, p.shift_id) AS shift_id
    FROM payments p JOIN counters c ON c.id = p.counter_id
    WHERE c.station_id = v_station.id AND p.payment_status IN ('completed', 'refunded') AND p.payment_date >= v_from AND p.payment_date < v_to),
  sold AS (
    SELECT b.id, b.final_amount, b.passenger_count, (h.departs_at AT TIME ZONE v_zone)::date AS travel, min(p.day) AS day
    FROM paid p JOIN bookings b ON b.id = p.booking_id JOIN schedules h ON h.id = b.schedule_id GROUP BY b.id, h.departs_at),
  back AS (
    SELECT r.refund_amount, r.refund_status, r.refund_method, r.refund_reference, r.created_at,
           (coalesce(r.refund_date, r.created_at) AT TIME ZONE v_zone)::date AS day
    FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN counters c ON c.id = p.counter_id WHERE c.station_id = v_station.id)
  SELECT jsonb_build_object(
    'sale_days', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'bookings', d.bookings, 'tickets', d.tickets,
        'cash', d.cash, 'card', d.card, 'qris', d.qris, 'other', d.total - d.cash - d.card - d.qris, 'total', d.total, 'refunds', d.refunds) ORDER BY d.day), '[]')
      FROM (SELECT day, (SELECT count(*) FROM sold s WHERE s.day = g.day) AS bookings,
                   (SELECT coalesce(sum(passenger_count), 0) FROM sold s WHERE s.day = g.day) AS tickets,
                   coalesce((SELECT sum(amount) FROM paid p WHERE p.day = g.day AND method = 'cash'), 0) AS cash,
                   coalesce((SELECT sum(amount) FROM paid p WHERE p.day = g.day AND method IN ('credit_card', 'debit_card')), 0) AS card,
                   coalesce((SELECT sum(amount) FROM paid p WHERE p.day = g.day AND method = 'qris'), 0) AS qris,
                   coalesce((SELECT sum(amount) FROM paid p WHERE p.day = g.day), 0) AS total,
                   coalesce((SELECT sum(refund_amount) FROM back b WHERE b.day = g.day AND b.refund_status = 'completed'), 0) AS refunds
            FROM (SELECT DISTINCT day FROM paid UNION SELECT day FROM back WHERE refund_status = 'completed'
                    AND day >= date_trunc('month', p_month)::date AND day < (date_trunc('month', p_month) + interval '1 month')::date) g) d),
    'travel_days', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', t.travel, 'bookings', t.bookings, 'tickets', t.tickets, 'total', t.total) ORDER BY t.travel), '[]')
      FROM (SELECT travel, count(*) AS bookings, sum(passenger_count) AS tickets, sum(final_amount) AS total FROM sold GROUP BY travel) t),
    'methods', (SELECT coalesce(jsonb_agg(jsonb_build_object('method', m.method, 'count', m.count, 'amount', m.amount) ORDER BY m.method), '[]')
      FROM (SELECT method, count(*) AS count, sum(amount) AS amount FROM paid GROUP BY method) m),
    'reductions', (SELECT coalesce(jsonb_agg(jsonb_build_object('reduction', r.reduction, 'count', r.count, 'amount', r.amount) ORDER BY r.reduction), '[]')
      FROM (SELECT g.reduction, count(*) AS count, sum(g.reduction_amount) AS amount FROM passengers g
            WHERE g.reduction IS NOT NULL AND g.booking_id IN (SELECT id FROM sold) GROUP BY g.reduction) r),
    'unpaid_refunds', (SELECT coalesce(jsonb_agg(jsonb_build_object('reference', b.refund_reference, 'amount', b.refund_amount, 'method', b.refund_method,
        'state', b.refund_status, 'since', b.created_at) ORDER BY b.created_at), '[]')
      FROM back b WHERE b.refund_status IN ('initiated', 'processing', 'failed') AND b.created_at < v_to),
    'zs', (SELECT coalesce(jsonb_agg(jsonb_build_object('counter_code', c.code, 'z_number', s.z_number, 'closed_at', s.closed_at,
        'sales_amount', s.report -> 'sales_amount', 'payments', (SELECT coalesce(sum(q.amount), 0) FROM internal.payments_of_shift(s.id) q))
        ORDER BY c.code, s.z_number), '[]')
      FROM shifts s JOIN counters c ON c.id = s.counter_id
      WHERE c.station_id = v_station.id AND s.z_number IS NOT NULL AND s.closed_at >= v_from AND s.closed_at < v_to),
    'total', (SELECT coalesce(sum(amount), 0) FROM paid),
    'not_in_zs', (SELECT coalesce(sum(p.amount), 0) FROM paid p JOIN shifts s ON s.id = p.shift_id
                  WHERE s.z_number IS NULL OR s.closed_at < v_from OR s.closed_at >= v_to))  -- open, or the sample's, which has no Z
  INTO v_answer;
  SELECT coalesce(sum((s.report ->> 'sales_amount')::numeric), 0) AS zs,
         coalesce(sum((SELECT coalesce(sum(q.amount), 0) FROM internal.payments_of_shift(s.id) q
                       WHERE q.payment_date < v_from OR q.payment_date >= v_to)), 0) AS other
  INTO v_control FROM shifts s JOIN counters c ON c.id = s.counter_id
  WHERE c.station_id = v_station.id AND s.z_number IS NOT NULL AND s.closed_at >= v_from AND s.closed_at < v_to;
  RETURN v_answer || jsonb_build_object('month', date_trunc('month', p_month)::date, 'station_code', v_station.station_code,
    'station_name', v_station.station_name, 'timezone', v_zone, 'made_at', clock_timestamp(),
    'control', jsonb_build_object('payments', v_answer -> 'total', 'zs', v_control.zs, 'other_months', v_control.other,
      'not_in_zs', v_answer -> 'not_in_zs',
      'agrees', (v_answer ->> 'total')::numeric = v_control.zs - v_control.other + (v_answer ->> 'not_in_zs')::numeric));
END $$;
