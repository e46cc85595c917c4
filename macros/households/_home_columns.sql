{#
    What two homes at one place say of the pair: a list of columns over left_homes and
    right_homes. together_from is NULL where one of the two has no time.
#}
{% macro _home_columns() -%}
left_homes.is_current and right_homes.is_current as is_current,
left_homes.has_unit,
case
    when left_homes.is_current and right_homes.is_current
        then left_homes.current_count
    else left_homes.ever_count
end as place_customer_count,
case
    when left_homes.lived_from is not null and right_homes.lived_from is not null
        then greatest(left_homes.lived_from, right_homes.lived_from)
end as together_from,
least(left_homes.lived_to, right_homes.lived_to) as together_to,
least(left_homes.last_seen_at, right_homes.last_seen_at) as earlier_seen_at
{%- endmacro %}
