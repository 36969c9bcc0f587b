-- Promotions. A code is put on a held booking and keeps a use of it for as long as the hold lives: the terms are
-- written on the booking, so that a card charged for this price never meets another one, and the last use cannot be
-- promised to two. `quote` and `sell` read the terms from the booking; nobody tells them a price.
--
-- Order of locks: own booking -> counter -> promotion. Whoever holds a promotion's row asks for nothing else.

-- As it is typed or read aloud: no blanks, capitals.
CREATE OR REPLACE FUNCTION internal.promotion_code(p_code text)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN upper(regexp_replace(left(coalesce(p_code, ''), 60), '[\s-]', '', 'g'));
END $$;

-- The price with a promotion on it: a line of its own, and each traveller's share taken off their ticket, so that a
-- ticket given back is worth what was paid for it. Below the minimum the line stands at nothing and says so.
-- Rounded like the reductions, so that a fare stays a multiple of the rounding; never more than the price.
CREATE OR REPLACE FUNCTION internal.with_promotion(p_price jsonb, p_terms jsonb, p_rounding numeric)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_base numeric := (p_price ->> 'final')::numeric;
  v_below boolean := v_base < (p_terms ->> 'minimum')::numeric;
  v_off numeric := 0;
BEGIN
  IF NOT v_below THEN
    v_off := CASE p_terms ->> 'type'
      WHEN 'percentage' THEN floor(v_base * (p_terms ->> 'value')::numeric / 100 / p_rounding) * p_rounding
      ELSE (p_terms ->> 'value')::numeric END;
    v_off := least(v_off, coalesce((p_terms ->> 'maximum')::numeric, v_off), v_base);
  END IF;
  RETURN p_price || jsonb_build_object(
    'lines', (p_price -> 'lines') || jsonb_build_object('kind', 'promotion', 'passenger', 0, 'code', p_terms -> 'code',
      'name', p_terms -> 'name', 'percent', CASE WHEN p_terms ->> 'type' = 'percentage' THEN p_terms -> 'value' END,
      'minimum', p_terms -> 'minimum', 'is_below_minimum', v_below, 'amount', -v_off),
    'discount', (p_price ->> 'discount')::numeric + v_off, 'final', v_base - v_off, 'promotion', v_off,
    'people', CASE WHEN v_off = 0 THEN p_price -> 'people' ELSE (
      SELECT jsonb_object_agg(seq, jsonb_build_object('fare', fare,
               'taken_off', taken_off + floor(v_off * upto / v_base) - floor(v_off * (upto - price) / v_base)))
      FROM (SELECT seq, (one ->> 'fare')::numeric AS fare, (one ->> 'taken_off')::numeric AS taken_off,
                   (one ->> 'fare')::numeric - (one ->> 'taken_off')::numeric AS price,
                   sum((one ->> 'fare')::numeric - (one ->> 'taken_off')::numeric) OVER (ORDER BY seq::int) AS upto
            FROM jsonb_each(p_price -> 'people') p(seq, one)) shared) END);
END $$;

-- Uses that others keep by their holds just now. Read under the promotion's lock.
CREATE OR REPLACE FUNCTION internal.promotion_kept(p_promotion_id uuid, p_but uuid)
RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (SELECT count(*) FROM booking_promotions r JOIN bookings b ON b.id = r.booking_id
          WHERE r.promotion_id = p_promotion_id AND r.state = 'kept' AND b.id <> p_but AND b.status = 'pending'
            AND (b.expires_at > clock_timestamp() OR internal.sale_awaits_money(b.sale_id)));
END $$;

-- Put a code on a held booking, or take it off again (no code). Answers the price as `quote` does. Not while the
-- outside is asked for money: what is asked must not change under the question.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.apply_promotion(p_token text, p_booking_id uuid, p_code text, p_passengers jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_booking bookings%ROWTYPE;
  v_promotion promotions%ROWTYPE;
  v_code text := internal.promotion_code(p_code);
  v_today date := (clock_timestamp() AT TIME ZONE 'Asia/Jakarta')::date;
  v_rules jsonb;
  v_price jsonb;
  v_terms jsonb;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked_list(p_passengers, 'passengers', 20);
  v_booking := internal.own_booking(p_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  IF v_booking.status <> 'pending' THEN
    PERFORM internal.refuse('booking_not_pending', jsonb_build_object('status', v_booking.status));
  ELSIF v_booking.expires_at <= clock_timestamp() THEN
    PERFORM internal.refuse('hold_expired');
  ELSIF internal.sale_awaits_money(v_booking.sale_id) THEN
    PERFORM internal.refuse('payment_open');
  END IF;
  v_rules := internal.rules(v_booking.booking_details #>> '{schedule,origin_code}', v_booking.booking_details #>> '{schedule,train_number}');
  v_price := internal.priced(v_booking.price_lines, p_passengers, internal.travel_day(v_booking.booking_details), v_rules);
  IF v_code = '' THEN
    DELETE FROM booking_promotions WHERE booking_id = p_booking_id AND state = 'kept';
    UPDATE bookings SET booking_details = booking_details - 'promotion' WHERE id = p_booking_id AND booking_details ? 'promotion';
    RETURN v_price - 'people' - 'seats_left_over';
  END IF;

  v_terms := v_booking.booking_details -> 'promotion';
  IF v_terms ->> 'code' IS DISTINCT FROM v_code THEN  -- else it is asked again: the terms kept with the hold stand
    SELECT * INTO v_promotion FROM promotions WHERE promotion_code = v_code FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      PERFORM internal.refuse('promotion_unknown', jsonb_build_object('promotion', v_code));
    ELSIF NOT v_promotion.is_active OR v_today > v_promotion.valid_to THEN
      PERFORM internal.refuse('promotion_expired', jsonb_build_object('promotion', v_code, 'last_day', v_promotion.valid_to));
    ELSIF v_today < v_promotion.valid_from THEN
      PERFORM internal.refuse('promotion_not_yet', jsonb_build_object('promotion', v_code, 'first_day', v_promotion.valid_from));
    ELSIF v_promotion.usage_limit <= v_promotion.used_count + internal.promotion_kept(v_promotion.id, p_booking_id) THEN
      PERFORM internal.refuse('promotion_used_up', jsonb_build_object('promotion', v_code));
    END IF;
    v_terms := jsonb_build_object('id', v_promotion.id, 'code', v_code, 'name', v_promotion.promotion_name,
      'type', v_promotion.discount_type, 'value', v_promotion.discount_value,
      'minimum', v_promotion.minimum_amount, 'maximum', v_promotion.maximum_discount);
    -- Uses kept by holds that are over are nobody's; whoever comes next for this promotion sweeps them.
    DELETE FROM booking_promotions r USING bookings b
    WHERE r.state = 'kept' AND b.id = r.booking_id
      AND (r.booking_id = p_booking_id OR r.promotion_id = v_promotion.id AND b.status = 'cancelled');
    INSERT INTO booking_promotions (id, booking_id, promotion_id, discount_applied, state)
    VALUES (internal.uuid7(), p_booking_id, v_promotion.id, 0, 'kept');
    UPDATE bookings SET booking_details = booking_details || jsonb_build_object('promotion', v_terms) WHERE id = p_booking_id;
  END IF;
  v_price := internal.with_promotion(v_price, v_terms, (v_rules ->> 'price_rounding')::numeric);
  IF (v_price #> '{lines,-1}' ->> 'is_below_minimum')::boolean THEN
    PERFORM internal.refuse('promotion_below_minimum', jsonb_build_object('promotion', v_code,
      'minimum', v_terms -> 'minimum', 'total', v_price -> 'final'));
  END IF;
  RETURN v_price - 'people' - 'seats_left_over' - 'promotion';
END $$;

-- A sale uses what its hold kept. The guard is for the one case the keeping cannot see: a hold that ran out in the
-- instant it was paid, and whose use was promised to somebody else meanwhile.
CREATE OR REPLACE FUNCTION internal.use_promotion(p_booking_id uuid, p_terms jsonb, p_off numeric, p_at timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_promotion promotions%ROWTYPE;
BEGIN
  IF p_off = 0 THEN  -- below its minimum: not used
    DELETE FROM booking_promotions WHERE booking_id = p_booking_id AND state = 'kept';
    RETURN;
  END IF;
  SELECT * INTO v_promotion FROM promotions WHERE id = (p_terms ->> 'id')::uuid FOR NO KEY UPDATE;
  IF v_promotion.usage_limit <= v_promotion.used_count + internal.promotion_kept(v_promotion.id, p_booking_id) THEN
    PERFORM internal.refuse('promotion_used_up', jsonb_build_object('promotion', p_terms -> 'code'));
  END IF;
  UPDATE promotions SET used_count = used_count + 1 WHERE id = v_promotion.id;
  IF v_promotion.usage_limit = v_promotion.used_count + 1 THEN
    PERFORM internal.tell('promotion', 'promotion_used_up', v_promotion.promotion_code,
      jsonb_build_object('name', v_promotion.promotion_name, 'limit', v_promotion.usage_limit), ARRAY['clerk', 'supervisor']);
  END IF;
  UPDATE booking_promotions SET state = 'used', discount_applied = p_off, applied_at = p_at
  WHERE booking_id = p_booking_id AND promotion_id = v_promotion.id;
END $$;

-- A whole booking is given back: its use comes back where the rule names the reason (`own_mistake`, `railway`), and
-- stays spent where it does not. What was taken off is in the tickets' prices, so money needs nothing here. Safe to
-- call for a booking without a promotion, and twice. Its caller has the booking locked.
CREATE OR REPLACE FUNCTION internal.undo_promotion(p_booking_id uuid, p_why text)
RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_promotion uuid;
BEGIN
  IF NOT internal.rule('promotion_use_returns') ? p_why THEN
    RETURN false;
  END IF;
  UPDATE booking_promotions SET state = 'returned' WHERE booking_id = p_booking_id AND state = 'used'
  RETURNING promotion_id INTO v_promotion;
  IF v_promotion IS NULL THEN
    RETURN false;
  END IF;
  UPDATE promotions SET used_count = used_count - 1 WHERE id = v_promotion;
  RETURN true;
END $$;

-- A promotion as it is announced; the same id with the same contents is the same promotion. There is no changing
-- one: what customers were told stands until its end, and another offer has another code.
CREATE OR REPLACE FUNCTION internal.write_promotion(
  p_promotion_id uuid, p_code text, p_name text, p_discount_type text, p_discount_value numeric, p_minimum numeric,
  p_maximum numeric, p_valid_from date, p_valid_to date, p_usage_limit int)
RETURNS jsonb LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_code text := internal.promotion_code(p_code);
  v_old promotions%ROWTYPE;
BEGIN
  PERFORM internal.asked(p_promotion_id IS NOT NULL, 'promotion_id');
  PERFORM internal.asked(v_code ~ '^[A-Z0-9]{3,20}$', 'code');
  PERFORM internal.asked(p_discount_type IN ('percentage', 'fixed_amount'), 'discount_type');
  PERFORM internal.asked_rupiah(p_discount_value, 'discount_value');
  PERFORM internal.asked(p_discount_value > 0 AND (p_discount_type = 'fixed_amount' OR p_discount_value <= 100), 'discount_value');
  PERFORM internal.asked_rupiah(coalesce(p_minimum, 0), 'minimum');
  PERFORM internal.asked_rupiah(coalesce(p_maximum, 0), 'maximum');
  PERFORM internal.asked(p_maximum IS NULL OR p_maximum > 0, 'maximum');
  PERFORM internal.asked(p_valid_from <= p_valid_to AND p_valid_from > '2020-01-01'
    AND p_valid_to BETWEEN (now() AT TIME ZONE 'Asia/Jakarta')::date AND (now() + interval '10 years')::date, 'valid_to');
  PERFORM internal.asked(p_usage_limit IS NULL OR p_usage_limit > 0, 'usage_limit');
  INSERT INTO promotions (id, promotion_code, promotion_name, discount_type, discount_value, minimum_amount,
                          maximum_discount, valid_from, valid_to, usage_limit)
  VALUES (p_promotion_id, v_code, internal.asked_text(p_name, 'name', 100), p_discount_type, p_discount_value,
          coalesce(p_minimum, 0), p_maximum, p_valid_from, p_valid_to, p_usage_limit)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM internal.tell('promotion', 'promotion_new', v_code, jsonb_build_object('name', btrim(p_name), 'type', p_discount_type,
      'value', p_discount_value, 'from', p_valid_from, 'to', p_valid_to), ARRAY['clerk', 'supervisor']);
  END IF;
  SELECT * INTO v_old FROM promotions WHERE id = p_promotion_id;
  IF NOT FOUND THEN
    PERFORM internal.refuse('promotion_exists', jsonb_build_object('promotion', v_code));
  ELSIF (v_old.promotion_code, v_old.promotion_name, v_old.discount_type, v_old.discount_value, v_old.minimum_amount,
         v_old.maximum_discount, v_old.valid_from, v_old.valid_to, v_old.usage_limit)
     IS DISTINCT FROM (v_code, btrim(p_name), p_discount_type, p_discount_value, coalesce(p_minimum, 0),
         p_maximum, p_valid_from, p_valid_to, p_usage_limit) THEN
    PERFORM internal.refuse('id_reused');
  END IF;
  RETURN jsonb_build_object('id', p_promotion_id, 'code', v_code);
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.set_promotion(
  p_token text, p_promotion_id uuid, p_code text, p_name text, p_discount_type text, p_discount_value numeric,
  p_minimum numeric, p_maximum numeric, p_valid_from date, p_valid_to date, p_usage_limit int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  RETURN internal.write_promotion(p_promotion_id, p_code, p_name, p_discount_type, p_discount_value, p_minimum,
                                  p_maximum, p_valid_from, p_valid_to, p_usage_limit);
END $$;

-- From now on nobody gets it; what holds keep already stands.
CREATE OR REPLACE FUNCTION internal.stop_promotion(p_code text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_used int;
BEGIN
  UPDATE promotions SET is_active = false WHERE promotion_code = internal.promotion_code(p_code) RETURNING used_count INTO v_used;
  IF NOT FOUND THEN
    PERFORM internal.refuse('promotion_unknown', jsonb_build_object('promotion', internal.promotion_code(p_code)));
  END IF;
  RETURN jsonb_build_object('code', internal.promotion_code(p_code), 'used_count', v_used);
END $$;

-- grant: admin
CREATE OR REPLACE FUNCTION kai.end_promotion(p_token text, p_code text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'admin');
  RETURN internal.stop_promotion(p_code);
END $$;
