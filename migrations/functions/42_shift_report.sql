-- X and Z: what a shift took, from one function, whoever asks and whenever. A clerk sees no sum of cash before the count.

-- X and Z: the same numbers from the same rows. p_full False leaves out every sum of cash (a clerk's X).
CREATE OR REPLACE FUNCTION internal.shift_report(p_shift_id uuid, p_full boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_head jsonb;
  v_cash record;
  v_sales record;
  v_methods jsonb;
  v_reductions jsonb;
  v_moves jsonb;
  v_openings bigint;
  v_refunds record;
BEGIN
  SELECT jsonb_build_object('shift_id', s.id, 'state', s.state, 'kind', CASE WHEN s.state = 'closed' THEN 'Z' ELSE 'X' END,
      'z_number', s.z_number, 'counter_code', c.code, 'counter_name', c.name, 'station_name', t.station_name, 'timezone', t.timezone,
      'clerk_name', u.full_name, 'clerk_nipp', u.nipp, 'opened_at', s.opened_at, 'closed_at', s.closed_at,
      'made_at', clock_timestamp(), 'float', s.float_amount, 'is_forced', s.is_forced, 'is_full', p_full,
      'closed_by', (SELECT full_name FROM users WHERE id = s.closed_by), 'note', s.note)
  INTO v_head
  FROM shifts s JOIN counters c ON c.id = s.counter_id JOIN stations t ON t.id = c.station_id JOIN users u ON u.id = s.user_id
  WHERE s.id = p_shift_id;
  SELECT * INTO v_cash FROM internal.shift_cash(p_shift_id);
  SELECT count(DISTINCT p.sale_id) AS sales, count(DISTINCT p.booking_id) AS bookings, coalesce(sum(p.amount), 0) AS amount,
         count(*) FILTER (WHERE p.settled_shift_id IS NOT NULL) AS late,
         (SELECT count(*) FROM tickets k WHERE k.booking_id = ANY (ARRAY(SELECT q.booking_id FROM internal.payments_of_shift(p_shift_id) q))) AS tickets,
         min(s.receipt_number) AS first_receipt, max(s.receipt_number) AS last_receipt
  INTO v_sales FROM internal.payments_of_shift(p_shift_id) p JOIN sales s ON s.id = p.sale_id;
  SELECT coalesce(jsonb_agg(jsonb_build_object('method', m.method, 'count', m.count) ||
           CASE WHEN p_full OR m.method <> 'cash' THEN jsonb_build_object('amount', m.amount) ELSE '{}' END ORDER BY m.method), '[]')
  INTO v_methods
  FROM (SELECT payment_method AS method, count(*) AS count, sum(amount) AS amount FROM internal.payments_of_shift(p_shift_id)
        GROUP BY payment_method) m;
  SELECT coalesce(jsonb_agg(jsonb_build_object('reduction', r.reduction, 'count', r.count) ||
           CASE WHEN p_full THEN jsonb_build_object('amount', r.amount) ELSE '{}' END ORDER BY r.reduction), '[]')
  INTO v_reductions
  FROM (SELECT g.reduction, count(*) AS count, sum(g.reduction_amount) AS amount FROM passengers g
        WHERE g.reduction IS NOT NULL AND g.booking_id = ANY (ARRAY(SELECT q.booking_id FROM internal.payments_of_shift(p_shift_id) q))
        GROUP BY g.reduction) r;
  SELECT coalesce(jsonb_agg(jsonb_build_object('slip_number', m.slip_number, 'kind', m.kind, 'amount', m.amount, 'reason', m.reason,
           'reference', m.reference, 'created_at', m.created_at) ORDER BY m.created_at) FILTER (WHERE m.kind <> 'drawer_open'), '[]'),
         count(*) FILTER (WHERE m.kind = 'drawer_open')
  INTO v_moves, v_openings FROM cash_movements m WHERE m.shift_id = p_shift_id;
  SELECT count(*) AS count, coalesce(sum(r.refund_amount), 0) AS amount INTO v_refunds
  FROM refunds r WHERE r.shift_id = p_shift_id AND r.refund_status = 'completed';
  v_head := v_head || jsonb_build_object('sales', v_sales.sales, 'bookings', v_sales.bookings, 'tickets', v_sales.tickets,
    'late_payments', v_sales.late, 'first_receipt', v_sales.first_receipt, 'last_receipt', v_sales.last_receipt,
    'methods', v_methods, 'reductions', v_reductions, 'movements', v_moves, 'drawer_openings', v_openings,
    'refunds', v_refunds.count, 'returns', internal.return_lines(p_shift_id, p_full),
    'back_amount', (SELECT coalesce(sum(r.amount), 0) FROM internal.returns_of_shift(p_shift_id) r WHERE r.way = 'reversal'),
    'card_words', internal.card_words((SELECT array_agg(p.attempt_id) FROM internal.payments_of_shift(p_shift_id) p
                                       WHERE p.payment_method IN ('credit_card', 'debit_card'))),
    'unanswered', (SELECT count(*) FROM payment_attempts a WHERE a.shift_id = p_shift_id AND a.state IN ('created', 'pending', 'unknown')));
  IF p_full THEN
    v_head := v_head || jsonb_build_object('sales_amount', v_sales.amount, 'refund_amount', v_refunds.amount,
      'cash', jsonb_build_object('float', v_cash.opening, 'sales', v_cash.sales, 'tendered', v_cash.tendered, 'change', v_cash.change,
        'in', v_cash.moved_in, 'out', v_cash.moved_out, 'drop', v_cash.dropped, 'refunds', v_cash.refunded, 'expected', v_cash.expected));
  END IF;
  RETURN v_head;
END $$;

-- A report as it is shown: with the count and what a supervisor verified later. A closed shift's is the one it was
-- closed with, whatever happened to its tickets since.
CREATE OR REPLACE FUNCTION internal.report_card(p_shift_id uuid, p_full boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF v_shift.state <> 'closed' THEN
    RETURN internal.shift_report(p_shift_id, p_full);
  END IF;
  RETURN v_shift.report || jsonb_build_object('made_at', clock_timestamp(), 'count', jsonb_build_object(
    'counted', v_shift.counted_amount, 'system', v_shift.system_amount, 'variance', v_shift.counted_amount - v_shift.system_amount,
    'reason', v_shift.variance_reason,
    'denominations', (SELECT denominations FROM cash_counts WHERE shift_id = p_shift_id AND kind = 'close'),
    'approved_by', (SELECT u.full_name FROM approvals a JOIN users u ON u.id = a.approved_by WHERE a.id = v_shift.approval_id),
    'verified', v_shift.verified_amount, 'verified_at', v_shift.verified_at, 'verified_note', v_shift.verified_note,
    'verified_by', (SELECT full_name FROM users WHERE id = v_shift.verified_by)));
END $$;

-- X while the shift runs, Z once it is closed. A clerk gets their own, and no sum of cash before the count; a supervisor
-- gets any of their stations', the own drawer as blind as everybody's.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.shift_report(p_token text, p_shift_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_shift shifts%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_shift FROM shifts WHERE id = p_shift_id;
  IF NOT FOUND OR v_shift.user_id <> v_me.user_id AND NOT internal.oversees(v_me.user_id, v_shift.counter_id) THEN
    PERFORM internal.refuse('shift_unknown');
  END IF;
  RETURN internal.report_card(p_shift_id, v_shift.user_id <> v_me.user_id);
END $$;
