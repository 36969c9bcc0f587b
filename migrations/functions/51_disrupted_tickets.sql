-- The papers of a disrupted train on a desk: what they are worth, their money back, or seats on another train. What the
-- supervisor said of the train, and who may claim, is 51_disruptions.sql.
--
-- Order of locks: bookings (by id) -> seats, as everywhere.

-- What may be done with a ticket that was scanned; no name whole, no document. `no` says why nothing may.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.disrupted_ticket(p_token text, p_number bigint)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_me record;
  v_ticket tickets%ROWTYPE;
  v_booking bookings%ROWTYPE;
  v_passenger passengers%ROWTYPE;
  v_offer disruption_offers%ROWTYPE;
  v_said disruptions%ROWTYPE;
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  SELECT * INTO v_ticket FROM tickets WHERE code_number = p_number;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_booking FROM bookings WHERE id = v_ticket.booking_id;
  SELECT * INTO v_passenger FROM passengers WHERE id = v_ticket.passenger_id;
  SELECT * INTO v_offer FROM disruption_offers WHERE ticket_id = v_ticket.id AND state <> 'withdrawn';
  SELECT * INTO v_said FROM disruptions WHERE id = v_offer.disruption_id;
  RETURN jsonb_build_object('ticket_id', v_ticket.id, 'number', p_number, 'ticket_number', v_ticket.ticket_number,
    'booking_id', v_booking.id, 'booking_number', v_booking.booking_number, 'name', internal.masked_name(v_passenger.passenger_name),
    'type', v_passenger.passenger_type, 'passenger_id', v_passenger.id,
    'class_code', (SELECT l ->> 'class_code' FROM jsonb_array_elements(v_booking.price_lines) l WHERE l ->> 'kind' = 'fare' LIMIT 1), 'schedule', v_booking.booking_details -> 'schedule', 'amount', v_offer.amount,
    'paid_by', (SELECT jsonb_agg(DISTINCT payment_method) FROM payments WHERE booking_id = v_booking.id),
    'kind', v_said.kind, 'reason', v_said.reason, 'until', v_said.until, 'boarded', v_ticket.ticket_status = 'used',
    'no', internal.why_not_settled(v_offer, v_said, v_booking, v_ticket), 'now', clock_timestamp());
END $$;

-- The code of the refusal that stands against settling this ticket; NULL where nothing does.
CREATE OR REPLACE FUNCTION internal.why_not_settled(p_offer disruption_offers, p_said disruptions, p_booking bookings, p_ticket tickets)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN p_offer.state = 'settled' OR p_ticket.ticket_status = 'cancelled' THEN 'already_refunded'
    WHEN p_offer.id IS NULL THEN 'not_disrupted'
    WHEN p_said.until <= clock_timestamp() THEN 'refund_too_late'
    WHEN p_said.kind = 'delay' AND p_ticket.ticket_status = 'used' THEN 'already_boarded'
    WHEN p_said.kind = 'delay' AND (p_booking.booking_details #>> '{schedule,departs_at}')::timestamptz
           + make_interval(mins => (SELECT delay_minutes FROM schedules WHERE id = p_booking.schedule_id)) <= clock_timestamp() THEN 'refund_too_late' END
$$;

-- The booking of a scanned paper. (A number of JSON compared as it is would find the ticket without its index.)
CREATE OR REPLACE FUNCTION internal.booking_of_paper(p_paper jsonb)
RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.booking_id FROM tickets t
  WHERE t.code_number = CASE WHEN p_paper ->> 'number' ~ '^[0-9]{1,18}$' THEN (p_paper ->> 'number')::bigint END
$$;

-- Whose papers these are and which word about their train they stand on. Each is the newest of its ticket, read whole: a
-- number alone is no claim. Refuses paper_not_valid and what stands against settling.
CREATE OR REPLACE FUNCTION internal.claimed(p_booking bookings, p_papers jsonb, OUT people uuid[], OUT said uuid)
RETURNS record LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_found record;
BEGIN
  SELECT array_agg(t.passenger_id) AS people, count(*) AS papers, min(internal.why_not_settled(o, d, p_booking, t)) AS no,
         (array_agg(d.id))[1] AS said, max(d.until) AS until, (array_agg(t.ticket_number) FILTER (WHERE t.qr_code IS DISTINCT FROM p.paper))[1] AS wrong
  INTO v_found
  FROM jsonb_to_recordset(p_papers) p(number numeric, paper text)
  JOIN tickets t ON t.code_number = p.number AND t.booking_id = p_booking.id
  LEFT JOIN disruption_offers o ON o.ticket_id = t.id AND o.state <> 'withdrawn'
  LEFT JOIN disruptions d ON d.id = o.disruption_id;
  IF v_found.papers <> jsonb_array_length(p_papers) OR v_found.wrong IS NOT NULL THEN
    PERFORM internal.refuse('paper_not_valid', jsonb_build_object('ticket', v_found.wrong));
  ELSIF v_found.no IS NOT NULL THEN
    PERFORM internal.refuse(v_found.no, jsonb_build_object('until', v_found.until, 'seq', 1));
  END IF;
  people := v_found.people;
  said := v_found.said;
END $$;

-- Papers of one booking on the desk, scanned: their money back under the word of whoever cancelled or delayed the
-- train. No document and no further signature: the paper is the claim, and it is void from here on. At any station.
-- p_papers: [{"number": …, "paper": "what the scanner read"}].
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.settle_disrupted(p_token text, p_offer_id uuid, p_papers jsonb, p_money jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_money jsonb;
  v_hash bytea;
  v_booking bookings%ROWTYPE;
  v_said disruptions%ROWTYPE;
  v_offer refund_offers%ROWTYPE;
  v_found record;
  v_schedules uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_offer_id IS NOT NULL, 'offer_id');
  PERFORM internal.asked_list(p_papers, 'papers', 20);
  PERFORM internal.asked(jsonb_array_length(jsonb_path_query_array(p_papers,
    '$[*] ? (@.number.type() == "number" && @.paper.type() == "string")')) = jsonb_array_length(p_papers), 'papers');
  v_money := internal.asked_money(p_money);
  v_hash := sha256(convert_to(p_papers::text, 'UTF8'));
  SELECT b.* INTO v_booking FROM bookings b
  WHERE b.id = internal.booking_of_paper(p_papers -> 0) FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  IF FOUND THEN
    IF v_offer.request_hash <> v_hash OR v_offer.user_id <> v_me.user_id OR v_offer.counter_id <> v_me.counter_id
       OR v_offer.confirm_hash IS DISTINCT FROM sha256(convert_to(v_money::text, 'UTF8')) THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.offer_card(v_offer);
  END IF;
  SELECT * INTO v_found FROM internal.claimed(v_booking, p_papers);
  SELECT * INTO v_said FROM disruptions WHERE id = v_found.said;
  v_offer := internal.propose(p_offer_id, v_booking, v_found.people, CASE v_said.kind WHEN 'delay' THEN 'delay' ELSE 'railway' END, v_said.until,
    v_said.overrule_code, v_said.reason, v_hash, internal.after_sale_rules(v_booking), v_me.user_id, v_me.counter_id, v_me.roles);
  UPDATE refund_offers SET needs_approval = false WHERE id = p_offer_id RETURNING * INTO v_offer;  -- signed for all, by who said it
  v_schedules := internal.give_up(v_offer, v_booking, v_money, sha256(convert_to(v_money::text, 'UTF8')), NULL, v_me.user_id, v_me.counter_id);
  UPDATE disruption_offers SET state = 'settled', offer_id = p_offer_id, settled_at = clock_timestamp(), settled_by = v_me.user_id, counter_id = v_me.counter_id,
    how = coalesce((SELECT r.refund_method FROM refunds r WHERE r.booking_id = v_booking.id AND r.offer_id = p_offer_id AND r.refund_amount > 0 ORDER BY r.refund_amount DESC LIMIT 1), v_money ->> 'method')
  WHERE ticket_id = ANY (ARRAY(SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(v_offer.lines) l)) AND state = 'prepared';
  SET CONSTRAINTS ALL IMMEDIATE;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  RETURN internal.offer_card(v_offer) || jsonb_build_object('schedules', to_jsonb(v_schedules));
END $$;

-- The same papers for seats on another train, held before at this counter: nothing to pay and nothing lost, whatever that
-- train costs; the new tickets are worth what the old ones were. p_seats: {"<passenger>": "<seat of the new hold>"}.
-- grant: clerk, supervisor
CREATE OR REPLACE FUNCTION kai.next_train(p_token text, p_offer_id uuid, p_papers jsonb, p_new_booking_id uuid, p_seats jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '2s' AS $$
DECLARE
  v_me record;
  v_hash bytea;
  v_sale sales%ROWTYPE;
  v_old bookings%ROWTYPE;
  v_new bookings%ROWTYPE;
  v_said disruptions%ROWTYPE;
  v_offer refund_offers%ROWTYPE;
  v_found record;
  v_moves jsonb;
  v_price jsonb;
  v_code text;
  v_receipt bigint;
  v_shift uuid;
  v_now timestamptz;
  v_maps uuid[];
BEGIN
  SELECT * INTO v_me FROM internal.session(p_token, 'clerk', 'supervisor');
  PERFORM internal.asked(p_offer_id IS NOT NULL, 'offer_id');
  PERFORM internal.asked_list(p_papers, 'papers', 20);
  PERFORM internal.asked(jsonb_array_length(jsonb_path_query_array(p_papers,
    '$[*] ? (@.number.type() == "number" && @.paper.type() == "string")')) = jsonb_array_length(p_papers), 'papers');
  PERFORM internal.asked(jsonb_typeof(p_seats) = 'object' AND octet_length(p_seats::text) < 5000, 'seats');
  v_hash := sha256(convert_to(concat_ws('|', p_papers::text, p_new_booking_id, p_seats::text), 'UTF8'));
  SELECT s.* INTO v_sale FROM sales s JOIN bookings b ON b.sale_id = s.id WHERE b.id = p_new_booking_id FOR NO KEY UPDATE OF s;
  PERFORM FROM bookings b WHERE b.id = p_new_booking_id
    OR b.id = internal.booking_of_paper(p_papers -> 0) ORDER BY b.id FOR NO KEY UPDATE;
  SELECT b.* INTO v_old FROM bookings b WHERE b.id = internal.booking_of_paper(p_papers -> 0);
  IF NOT FOUND THEN
    PERFORM internal.refuse('ticket_unknown');
  END IF;
  SELECT * INTO v_offer FROM refund_offers WHERE id = p_offer_id;
  IF FOUND THEN
    IF v_offer.request_hash <> v_hash OR v_offer.user_id <> v_me.user_id OR v_offer.counter_id <> v_me.counter_id THEN
      PERFORM internal.refuse('id_reused');
    END IF;
    RETURN internal.sale_card(v_sale.id);
  END IF;
  SELECT * INTO v_found FROM internal.claimed(v_old, p_papers);
  SELECT * INTO v_said FROM disruptions WHERE id = v_found.said;
  v_new := internal.held_for_exchange(p_new_booking_id, v_me.user_id, v_me.counter_id, v_me.roles);
  v_offer := internal.propose(p_offer_id, v_old, v_found.people, 'exchange', least(v_said.until, v_new.expires_at),
    coalesce(v_said.overrule_code, 'DISRUPTION'), v_said.reason, v_hash, internal.after_sale_rules(v_old), v_me.user_id, v_me.counter_id, v_me.roles);
  v_moves := internal.moves_of(v_old.id, v_found.people, p_seats);
  UPDATE refund_offers SET needs_approval = false, cash_allowed = false, fee = 0, amount = paid,
    exchange = jsonb_build_object('new_booking_id', p_new_booking_id, 'moves', v_moves, 'is_free', true, 'new_value', v_offer.paid, 'fee', 0, 'to_pay', 0)
  WHERE id = p_offer_id RETURNING * INTO v_offer;
  v_price := internal.worth_as_before(v_old, v_new, internal.moving(v_moves), v_moves);
  v_maps := internal.give_up(v_offer, v_old, '{"method": "exchange"}', v_hash, NULL, v_me.user_id, v_me.counter_id);
  v_shift := internal.open_shift_of(v_me.user_id, v_me.counter_id);
  UPDATE counters SET receipt_sequence = receipt_sequence + 1 WHERE id = v_me.counter_id RETURNING code, receipt_sequence INTO v_code, v_receipt;
  v_now := clock_timestamp();
  UPDATE sales SET state = 'sold', sale_number = v_code || '-' || to_char(v_now AT TIME ZONE 'Asia/Jakarta', 'YYMMDD') || '-' || v_receipt,
    receipt_number = v_code || '/' || internal.numbered(v_receipt), total = v_offer.paid, tendered = v_offer.paid, change_given = 0,
    sold_at = v_now, shift_id = v_shift, request_hash = v_hash, paid_by = 'exchange'
  WHERE id = v_sale.id RETURNING * INTO v_sale;
  PERFORM internal.write_booking(v_sale, v_new, jsonb_build_object('passengers', internal.moving(v_moves), 'contact', jsonb_build_object(
      'name', v_old.contact_name, 'phone', v_old.contact_phone, 'email', v_old.contact_email)), v_price, internal.uuid7(), 0, v_me.user_id,
    internal.carried_parts(p_offer_id));
  UPDATE bookings SET exchanged_from = v_old.id WHERE id = v_new.id;
  UPDATE disruption_offers SET state = 'settled', offer_id = p_offer_id, settled_at = v_now, settled_by = v_me.user_id, counter_id = v_me.counter_id, how = 'next_train'
  WHERE ticket_id = ANY (ARRAY(SELECT (l ->> 'ticket_id')::uuid FROM jsonb_array_elements(v_offer.lines) l)) AND state = 'prepared';
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN internal.sale_card(v_sale.id) || jsonb_build_object('schedules', to_jsonb(v_maps || v_new.schedule_id));
END $$;

-- The price of a new booking that keeps the worth of each old ticket: what the train costs more the railway takes off,
-- what it costs less is not lost.
CREATE OR REPLACE FUNCTION internal.worth_as_before(p_old bookings, p_new bookings, p_people jsonb, p_moves jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_rules jsonb := internal.after_sale_rules(p_new);
  v_priced jsonb;
  v_answer jsonb;
BEGIN
  v_priced := internal.priced(p_new.price_lines, p_people, internal.travel_day(p_new.booking_details), v_rules);
  IF (v_priced ->> 'seats_left_over')::int > 0 THEN
    PERFORM internal.refuse('seats_differ');
  END IF;
  WITH worth AS (
    SELECT (m ->> 'seq')::int AS seq, o.ticket_price AS price, m ->> 'type' AS type,
           greatest(coalesce((v_priced #>> ARRAY['people', m ->> 'seq', 'fare'])::numeric, 0), o.ticket_price) AS fare
    FROM jsonb_array_elements(p_people) m
    JOIN jsonb_to_recordset(p_moves) v(old uuid, passenger_id uuid) ON v.passenger_id = (m ->> 'passenger_id')::uuid
    JOIN passengers o ON o.id = v.old
  )
  SELECT jsonb_build_object(
    'lines', (SELECT jsonb_agg(x.line ORDER BY x.seq, x.part) FROM (
        SELECT w.seq, 1 AS part, l || jsonb_build_object('amount', w.fare) AS line
        FROM jsonb_array_elements(v_priced -> 'lines') l JOIN worth w ON w.seq = (l ->> 'passenger')::int WHERE l ->> 'kind' = 'fare'
        UNION ALL SELECT w.seq, 2, jsonb_build_object('kind', 'reduction', 'passenger', w.seq, 'reduction', 'railway', 'amount', w.price - w.fare)
        FROM worth w WHERE w.fare > w.price
        UNION ALL SELECT w.seq, 3, jsonb_build_object('kind', 'infant', 'passenger', w.seq, 'amount', 0) FROM worth w WHERE w.type = 'infant') x),
    'total', sum(fare), 'discount', sum(fare - price), 'final', sum(price),
    'people', jsonb_object_agg(seq, jsonb_build_object('fare', fare, 'taken_off', fare - price)),
    'not_after', (p_new.booking_details #>> '{schedule,arrives_at}')::timestamptz + make_interval(mins => (v_rules ->> 'ticket_not_after_minutes')::int))
  INTO v_answer FROM worth;
  RETURN v_answer;
END $$;
