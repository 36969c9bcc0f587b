-- The station's day: its Zs, its safe, what the bank and the gateway say of the same money, and what does not agree.
--
-- A difference found by the three-way match is a task with a name; it ends by itself when the difference is gone, or by
-- a supervisor's note. The sides it compares: 42_shift_report.sql, 43_safe.sql, 43_money_outside.sql.

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
