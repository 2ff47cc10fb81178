-- Where contact c is reached: the newest address a that takes messages.
  JOIN address a ON a.contact_id = c.id AND a.state = 'active'
   AND a.created_at = (SELECT MAX(b.created_at) FROM address b WHERE b.contact_id = c.id AND b.state = 'active')
