-- The month of one station, for its books and the head office.

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
    FROM counters c JOIN sales s ON s.counter_id = c.id AND s.sold_at >= v_from AND s.sold_at < v_to  -- a sale's payments are of its moment
    JOIN bookings b ON b.sale_id = s.id JOIN payments p ON p.booking_id = b.id
    WHERE c.station_id = v_station.id AND p.payment_status IN ('completed', 'refunded') AND p.payment_date >= v_from AND p.payment_date < v_to),
  sold AS (
    SELECT b.id, b.final_amount, b.passenger_count, (h.departs_at AT TIME ZONE v_zone)::date AS travel, min(p.day) AS day
    FROM paid p JOIN bookings b ON b.id = p.booking_id JOIN schedules h ON h.id = b.schedule_id GROUP BY b.id, h.departs_at),
  back AS (
    SELECT r.refund_amount, r.refund_status, r.refund_method, r.refund_reference, r.created_at,
           (coalesce(r.refund_date, r.created_at) AT TIME ZONE v_zone)::date AS day
    FROM (SELECT * FROM refunds WHERE refund_status = 'completed' AND refund_date >= v_from AND refund_date < v_to
          UNION ALL SELECT * FROM refunds WHERE refund_status <> 'completed' AND created_at < v_to) r
    JOIN payments p ON p.id = r.payment_id JOIN counters c ON c.id = p.counter_id WHERE c.station_id = v_station.id)
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
