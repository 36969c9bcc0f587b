-- What somebody at this counter began and nobody finished: paper that did not come, a printer in doubt, seats about to
-- run out, an offer that stands open, a transfer that came back. Read only: each line's own verb settles it.

-- A clerk sees the lines of the counter, a supervisor those of the counters they answer for. No names.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.incomplete(p_token text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_rules jsonb;
  v_counters uuid[];
  v_items jsonb;
  v_since timestamptz := clock_timestamp() - interval '2 days';
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  v_rules := internal.rules_named('{incomplete_print_minutes,incomplete_hold_seconds}', '*');
  SELECT array_agg(c.id) INTO v_counters FROM counters c
  WHERE c.id = v_me.counter_id OR 'supervisor' = ANY (v_me.roles) AND internal.oversees(v_me.user_id, c.id);
  SELECT jsonb_agg(x.item ORDER BY x.since) INTO v_items FROM (
    -- Sold, and the newest paper of its tickets is not confirmed.
    (SELECT min(j.created_at) AS since, jsonb_build_object(
        'kind', CASE WHEN bool_or(j.state IN ('suspect', 'unconfirmed', 'blocked')) THEN 'suspect' ELSE 'unprinted' END,
        'id', b.id, 'booking_number', b.booking_number, 'counter', c.code, 'since', min(j.created_at), 'count', count(*),
        'train', (b.booking_details #>> '{schedule,train_name}') || ' (' || (b.booking_details #>> '{schedule,train_number}') || ')') AS item
     FROM (SELECT k.* FROM sales s JOIN print_jobs k ON k.sale_id = s.id AND k.issue_number = 1
           WHERE s.counter_id = ANY (v_counters) AND s.sold_at > v_since
           UNION ALL SELECT * FROM print_jobs WHERE counter_id = ANY (v_counters) AND kind = 'ticket' AND issue_number > 1 AND created_at > v_since) j
     JOIN tickets t ON t.id = j.ticket_id AND t.issue_number = j.issue_number AND t.ticket_status = 'active'
     JOIN bookings b ON b.id = t.booking_id AND b.status = 'confirmed' JOIN counters c ON c.id = j.counter_id
     WHERE j.counter_id = ANY (v_counters) AND j.kind = 'ticket'
       AND (j.state IN ('suspect', 'unconfirmed', 'blocked')
            OR j.state IN ('queued', 'preflight', 'sending', 'await_ack')
               AND j.created_at < clock_timestamp() - make_interval(mins => (v_rules ->> 'incomplete_print_minutes')::int))
     GROUP BY b.id, c.code ORDER BY 1 LIMIT 100)
    UNION ALL
    -- Seats on hold that are about to run out.
    (SELECT b.expires_at, jsonb_build_object('kind', 'hold', 'id', b.id, 'booking_number', b.booking_number, 'counter', c.code,
        'since', b.held_at, 'until', b.expires_at, 'count', b.passenger_count, 'schedule_id', b.schedule_id,
        'train', (b.booking_details #>> '{schedule,train_name}') || ' (' || (b.booking_details #>> '{schedule,train_number}') || ')')
     FROM seat_claims k JOIN bookings b ON b.id = k.booking_id JOIN counters c ON c.id = b.counter_id
     WHERE k.active AND k.state = 'held' AND b.counter_id = ANY (v_counters) AND b.status = 'pending'
       AND b.expires_at BETWEEN clock_timestamp() AND clock_timestamp() + make_interval(secs => (v_rules ->> 'incomplete_hold_seconds')::int)
     GROUP BY b.id, c.code LIMIT 100)
    UNION ALL
    (SELECT o.created_at, jsonb_build_object('kind', CASE o.rule WHEN 'exchange' THEN 'exchange' ELSE 'offer' END, 'id', o.id, 'booking_number', b.booking_number, 'counter', c.code,
        'since', o.created_at, 'until', o.valid_until, 'amount', o.amount)
     FROM refund_offers o JOIN bookings b ON b.id = o.booking_id JOIN counters c ON c.id = o.counter_id
     WHERE o.state = 'proposed' AND o.valid_until > now() AND o.counter_id = ANY (v_counters) LIMIT 100)
    UNION ALL
    (SELECT r.created_at, jsonb_build_object('kind', 'transfer', 'id', r.id, 'booking_number', b.booking_number, 'counter', c.code,
        'since', r.created_at, 'until', r.due_at, 'amount', r.refund_amount, 'said', r.failure)
     FROM refunds r JOIN bookings b ON b.id = r.booking_id JOIN counters c ON c.id = r.counter_id
     WHERE (r.refund_status = 'failed' OR r.refund_status = 'processing' AND r.failure IS NOT NULL)
       AND r.counter_id = ANY (v_counters) LIMIT 100)
    UNION ALL
    -- Back to card or QRIS by a machine that was not asked yet, or has not answered.
    (SELECT r.created_at, jsonb_build_object('kind', 'reversal', 'id', r.id, 'booking_number', b.booking_number, 'counter', c.code,
        'since', r.created_at, 'until', r.due_at, 'amount', r.refund_amount, 'machine', internal.machine_of(r), 'was_asked', r.asked_at IS NOT NULL)
     FROM refunds r JOIN bookings b ON b.id = r.booking_id JOIN counters c ON c.id = r.counter_id
     WHERE r.refund_status = 'processing' AND r.refund_method = 'reversal' AND r.failure IS NULL AND r.refund_amount > 0
       AND r.counter_id = ANY (v_counters) AND internal.machine_of(r) IS NOT NULL LIMIT 100)) x;
  RETURN jsonb_build_object('items', coalesce(v_items, '[]'), 'now', clock_timestamp());
END $$;
