-- What may be done with a sold booking, by which rule and until when; and that no refund ever exceeds its payment.

-- How this money came in: carried over from an exchanged booking it is still what it was paid with.
CREATE OR REPLACE FUNCTION internal.came_by(p_payment payments)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT o.payment_method FROM payments o WHERE o.id = p_payment.origin_id), p_payment.payment_method)
$$;

-- Never more than was paid, on every single payment: the payment's row is locked, so that two refunds of one moment
-- count each other.
CREATE OR REPLACE FUNCTION internal.limit_refunds()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_payment payments%ROWTYPE;
  v_others numeric;
BEGIN
  SELECT * INTO v_payment FROM payments WHERE id = NEW.payment_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(refund_amount + processing_fee), 0) INTO v_others FROM refunds WHERE payment_id = NEW.payment_id AND id <> NEW.id;
  IF v_payment.payment_status NOT IN ('completed', 'refunded') OR v_payment.booking_id <> NEW.booking_id
     OR v_others + NEW.refund_amount + NEW.processing_fee > v_payment.amount THEN
    PERFORM internal.refuse('refund_too_much', jsonb_build_object('paid', v_payment.amount, 'given_back', v_others));
  END IF;
  RETURN NEW;
END $$;

-- When the train really leaves the booking's station, how late it is, and whether it runs.
CREATE OR REPLACE FUNCTION internal.departure_of(p_booking bookings, OUT status text, OUT late int, OUT planned timestamptz, OUT leaves timestamptz)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT CASE WHEN p_booking.to_order > s.last_order THEN 'cancelled' ELSE s.status END, coalesce(s.delay_minutes, 0)
  INTO status, late FROM schedules s WHERE s.id = p_booking.schedule_id;
  planned := (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz;
  leaves := planned + make_interval(mins => late);
END $$;

CREATE OR REPLACE FUNCTION internal.after_sale_rules(p_booking bookings)
RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT internal.rules(p_booking.booking_details #>> '{schedule,origin_code}', p_booking.booking_details #>> '{schedule,train_number}')
$$;

-- Whether this member made this very sale at this counter in a shift that is still theirs. An exchange is no sale that can
-- be undone: its value came from an older one, and would leave the drawer whole, without fee, signature or card.
CREATE OR REPLACE FUNCTION internal.own_fresh_sale(p_booking bookings, p_user_id uuid, p_counter_id uuid, p_minutes int)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_booking.exchanged_from IS NULL AND EXISTS (SELECT FROM sales s JOIN shifts h ON h.id = s.shift_id
    WHERE s.id = p_booking.sale_id AND s.user_id = p_user_id AND s.counter_id = p_counter_id AND h.state = 'open'
      AND s.sold_at > clock_timestamp() - make_interval(mins => p_minutes))
$$;

-- Which rule a refund of this booking follows now, and until when: the railway's own doing before the passenger's wish.
-- NULL rule: none any more (`why` says so).
CREATE OR REPLACE FUNCTION internal.refund_rule(p_booking bookings, OUT rule text, OUT until timestamptz, OUT why text)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_booking);
  v_train record;
  v_now timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO v_train FROM internal.departure_of(p_booking);
  IF v_train.status = 'cancelled' THEN
    until := v_train.planned + make_interval(hours => (v_rules ->> 'refund_railway_hours')::int);
    rule := CASE WHEN v_now < until THEN 'railway' END;
  ELSIF v_train.late > (v_rules ->> 'refund_delay_minutes')::int AND v_now < v_train.leaves THEN
    until := v_train.leaves;
    rule := 'delay';
  ELSE
    until := v_train.leaves - make_interval(mins => (v_rules ->> 'refund_until_minutes')::int);
    rule := CASE WHEN v_now < until THEN 'passenger' END;
  END IF;
  why := CASE WHEN rule IS NULL THEN 'refund_too_late' END;
END $$;

-- What may still be done with a booking and until when, told before anybody starts: no name in it.
CREATE OR REPLACE FUNCTION internal.after_sale_limits(p_booking bookings, p_user_id uuid, p_counter_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_booking);
  v_train record;
  v_refund record;
  v_own boolean;
BEGIN
  SELECT * INTO v_train FROM internal.departure_of(p_booking);
  SELECT * INTO v_refund FROM internal.refund_rule(p_booking);
  v_own := internal.own_fresh_sale(p_booking, p_user_id, p_counter_id, (v_rules ->> 'own_mistake_minutes')::int);
  RETURN jsonb_build_object(
    'refund', jsonb_build_object('rule', v_refund.rule, 'until', v_refund.until,
      'fee_percent', CASE v_refund.rule WHEN 'passenger' THEN v_rules -> 'refund_fee_percent' ELSE to_jsonb(100 - (v_rules ->> 'refund_railway_percent')::numeric) END),
    'exchange_until', v_train.leaves - make_interval(mins => (v_rules ->> 'reschedule_until_minutes')::int),
    'exchange_fee_percent', v_rules -> 'reschedule_fee_percent',
    'correction_until', v_train.leaves - make_interval(mins => (v_rules ->> 'correction_until_minutes')::int),
    'undo_until', CASE WHEN v_own THEN (SELECT s.sold_at FROM sales s WHERE s.id = p_booking.sale_id) + make_interval(mins => (v_rules ->> 'own_mistake_minutes')::int) END,
    'train_status', v_train.status, 'delay_minutes', v_train.late, 'leaves_at', v_train.leaves, 'now', clock_timestamp());
END $$;
