-- Money that went back the way it came: payments that bought nothing (reversals) and refunds of what was bought. X, Z, the
-- station's day and the three-way match all read it here. A return carries the shift it went back in, as a payment does.

-- The shift that answers for money going back now: the member's own. NULL: a supervisor does it beside any shift; the
-- station's day counts it. The counter's row keeps a Z from being written meanwhile.
CREATE OR REPLACE FUNCTION internal.shift_now(p_user_id uuid, p_counter_id uuid)
RETURNS uuid LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM counters WHERE id = p_counter_id FOR NO KEY UPDATE;
  RETURN (SELECT id FROM shifts WHERE counter_id = p_counter_id AND user_id = p_user_id AND state IN ('open', 'closing'));
END $$;

CREATE OR REPLACE FUNCTION internal.returns_of_shift(p_shift_id uuid)
RETURNS TABLE (what text, way text, method text, amount numeric, at timestamptz) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'reversal', 'reversal', r.method, r.amount, r.done_at FROM payment_reversals r WHERE r.shift_id = p_shift_id AND r.state = 'done'
  UNION ALL
  SELECT 'refund', r.refund_method, internal.came_by(p), r.refund_amount, r.refund_date
  FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.shift_id = p_shift_id AND r.refund_status = 'completed'
$$;

-- The same of one station and time, for what went back by gateway or terminal.
CREATE OR REPLACE FUNCTION internal.returns_of_station(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (what text, method text, amount numeric, at timestamptz, shift_id uuid, counter_id uuid, attempt_id uuid) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'reversal', r.method, r.amount, r.done_at, r.shift_id, r.counter_id, r.attempt_id
  FROM payment_reversals r JOIN counters c ON c.id = r.counter_id
  WHERE c.station_id = p_station_id AND r.state = 'done' AND r.done_at >= p_from AND r.done_at < p_to
  UNION ALL
  SELECT 'refund', internal.came_by(p), r.refund_amount, r.refund_date, r.shift_id, coalesce(r.counter_id, p.counter_id), internal.payout_attempt(r)
  FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN counters c ON c.id = coalesce(r.counter_id, p.counter_id)
  WHERE c.station_id = p_station_id AND r.refund_method = 'reversal' AND r.refund_status = 'completed'
    AND r.refund_date >= p_from AND r.refund_date < p_to
$$;

-- A report's lines of them, by what and how; of cash only the number where p_full is false.
CREATE OR REPLACE FUNCTION internal.return_lines(p_shift_id uuid, p_full boolean)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('what', x.what, 'way', x.way, 'method', x.method, 'count', x.count)
      || CASE WHEN p_full OR x.way <> 'cash' THEN jsonb_build_object('amount', x.amount) ELSE '{}' END ORDER BY x.what DESC, x.way, x.method), '[]')
  FROM (SELECT what, way, method, count(*) AS count, sum(amount) AS amount FROM internal.returns_of_shift(p_shift_id) GROUP BY 1, 2, 3) x
$$;

-- Cards that stand on a person's word alone, as far as this database can tell: a slip that was typed, or a charge that
-- nobody heard of until the terminal was asked. (A login with psql may claim either; the terminal's batch tells.)
CREATE OR REPLACE FUNCTION internal.card_words(p_attempts uuid[])
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('how', x.how, 'count', x.count, 'amount', x.amount) ORDER BY x.how), '[]')
  FROM (SELECT CASE WHEN a.provider = 'manual' OR a.evidence ->> 'source' = 'typed' THEN 'typed' ELSE 'query' END AS how,
               count(*) AS count, sum(a.amount) AS amount
        FROM payment_attempts a WHERE a.id = ANY (p_attempts) AND a.state IN ('confirmed', 'late_paid') AND a.approval_id IS NULL
          AND (a.provider = 'manual' OR a.provider = 'terminal' AND a.evidence ->> 'source' IN ('typed', 'query')) GROUP BY 1) x
$$;

-- One day's returns by method, and that they are those of its Zs: total = Zs closed in it - what they hold of other days
-- + what no Z of the day holds.
CREATE OR REPLACE FUNCTION internal.day_returns(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH back AS (SELECT * FROM internal.returns_of_station(p_station_id, p_from, p_to)),
  zs AS (SELECT s.id, s.report FROM shifts s JOIN counters c ON c.id = s.counter_id
         WHERE c.station_id = p_station_id AND s.z_number IS NOT NULL AND s.closed_at >= p_from AND s.closed_at < p_to),
  sums AS (SELECT (SELECT coalesce(sum(amount), 0) FROM back) AS total,
    (SELECT coalesce(sum((report ->> 'back_amount')::numeric), 0) FROM zs) AS in_zs,
    (SELECT coalesce(sum(r.amount), 0) FROM zs CROSS JOIN LATERAL internal.returns_of_shift(zs.id) r
      WHERE r.way = 'reversal' AND (r.at < p_from OR r.at >= p_to)) AS other_days,
    (SELECT coalesce(sum(b.amount), 0) FROM back b WHERE NOT EXISTS (SELECT FROM zs WHERE zs.id = b.shift_id)) AS not_in_zs)
  SELECT jsonb_build_object('lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('what', x.what, 'method', x.method, 'count', x.count, 'amount', x.amount)
      ORDER BY x.what DESC, x.method), '[]') FROM (SELECT what, method, count(*) AS count, sum(amount) AS amount FROM back GROUP BY 1, 2) x),
    'total', total, 'zs', in_zs, 'other_days', other_days, 'not_in_zs', not_in_zs, 'agrees', total = in_zs - other_days + not_in_zs) FROM sums
$$;

-- All that ever went back of what an attempt brought in, through every exchange.
CREATE OR REPLACE FUNCTION internal.returns_of_attempt(p_attempt_id uuid)
RETURNS TABLE (method text, amount numeric, at timestamptz, counter_id uuid) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.method, r.amount, r.done_at, r.counter_id FROM payment_reversals r WHERE r.attempt_id = p_attempt_id AND r.state = 'done'
  UNION ALL
  SELECT internal.came_by(p), r.refund_amount, r.refund_date, coalesce(r.counter_id, p.counter_id)
  FROM payment_attempts a JOIN bookings b ON b.sale_id = a.sale_id JOIN payments o ON o.booking_id = b.id AND o.attempt_id = a.id
  CROSS JOIN LATERAL (SELECT o.id UNION ALL SELECT c.id FROM payments c WHERE c.origin_id = o.id) x
  JOIN payments p ON p.id = x.id JOIN refunds r ON r.payment_id = p.id
  WHERE a.id = p_attempt_id AND r.refund_method = 'reversal' AND r.refund_status = 'completed'
$$;

-- QRIS given back here against the refunds of the bank's file, order by order: those of which either side tells something
-- on this day. A bank may settle a refund a day later: its file ends the task.
CREATE OR REPLACE FUNCTION internal.qris_back_differences(p_station_id uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (kind text, subject text, amount numeric, facts jsonb) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_has_file boolean := EXISTS (SELECT FROM settlement_rows r WHERE r.station_id = p_station_id AND r.settled_at >= p_from AND r.settled_at < p_to);
BEGIN
  RETURN QUERY
  WITH told AS MATERIALIZED (  -- the orders that this day is about
    SELECT b.attempt_id, internal.order_of(b.attempt_id) AS reference FROM internal.returns_of_station(p_station_id, p_from, p_to) b WHERE b.method = 'qris'
    UNION SELECT internal.attempt_of(r.reference), r.reference FROM settlement_rows r
    WHERE r.station_id = p_station_id AND r.kind = 'refund' AND r.settled_at >= p_from AND r.settled_at < p_to),
  ours AS (SELECT t.attempt_id, sum(b.amount) AS sum, bool_or(b.at >= p_from AND b.at < p_to) AS is_today
           FROM told t CROSS JOIN LATERAL internal.returns_of_attempt(t.attempt_id) b JOIN counters c ON c.id = b.counter_id
           WHERE b.method = 'qris' AND c.station_id = p_station_id GROUP BY 1),
  theirs AS (SELECT r.reference, internal.attempt_of(r.reference) AS attempt_id, sum(r.amount) AS sum, bool_or(r.settled_at >= p_from AND r.settled_at < p_to) AS is_today
             FROM settlement_rows r WHERE r.reference IN (SELECT t.reference FROM told t) AND r.station_id = p_station_id AND r.kind = 'refund' GROUP BY 1)
  SELECT CASE WHEN t.sum IS NULL THEN 'qris_back_missing' WHEN o.sum IS NULL THEN 'qris_back_unknown' ELSE 'qris_back_amount' END,
         coalesce(t.reference, internal.order_of(o.attempt_id)), CASE WHEN t.sum IS NULL THEN o.sum ELSE t.sum - coalesce(o.sum, 0) END,
         jsonb_build_object('file', t.sum, 'booked', o.sum, 'attempt_id', coalesce(o.attempt_id, a.id))
  FROM ours o FULL JOIN theirs t ON t.attempt_id = o.attempt_id LEFT JOIN payment_attempts a ON a.id = t.attempt_id
  WHERE (o.is_today AND (v_has_file OR t.sum IS NOT NULL) OR t.is_today) AND t.sum IS DISTINCT FROM o.sum
    -- Another station's order is that station's.
    AND (o.sum IS NOT NULL OR a.id IS NULL OR EXISTS (SELECT FROM counters c WHERE c.id = a.counter_id AND c.station_id = p_station_id));
END $$;

-- What went back is done for ever, whoever asks.
CREATE OR REPLACE FUNCTION internal.keep_reversals()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM internal.refuse('reversal_done', jsonb_build_object('reference', OLD.reference));
  RETURN NULL;
END $$;
