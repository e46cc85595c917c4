-- One row per phone text of a withdrawal × phone key that may mean the same number.

with

withdrawals as (

    select distinct identifier_value_raw as phone_raw
    from {{ ref('int_consent_events_received') }}
    where identifier_type = 'phone' and not is_grant

),

phones as (

    select
        phone_raw,
        phone_key,
        dialled_text
    from {{ ref('int_phones_standardized') }}
    where phone_key is not null

),

-- The number as it was read and as it was dialled, without the 0 before the area.
digits as (

    select
        phone_raw,
        phone_key,
        trim(leading '0' from replace(phone_key, '+', '')) as digits
    from phones
    union
    select
        phone_raw,
        phone_key,
        trim(leading '0' from replace(dialled_text, '+', '')) as digits
    from phones

),

-- Nine digits tell a number apart, whatever country code stands before them. A shorter
-- one is whole at its own length, of at least seven.
tails as (

    {% for length in [7, 8, 9] -%}
        select
            phone_raw,
            phone_key,
            digits,
            substr(digits, length(digits) - {{ length - 1 }}) as tail,
            {% if length < 9 -%}
                length(digits) = {{ length }} as is_whole
            {%- else -%}
                true as is_whole
            {%- endif %}
        from digits
        where length(digits) >= {{ length }}
        {{ "union all" if not loop.last }}
    {% endfor %}

),

withdrawn_tails as (

    select
        tails.phone_raw,
        tails.tail,
        tails.is_whole
    from tails
    inner join withdrawals on tails.phone_raw = withdrawals.phone_raw
    where
        not {{ is_placeholder_identifier("'phone'", 'tails.phone_key') }}
        and not {{ is_placeholder_identifier("'phone'", 'tails.digits') }}

),

reached as (

    select distinct
        withdrawn_tails.phone_raw,
        tails.phone_key
    from withdrawn_tails
    inner join tails
        on withdrawn_tails.tail = tails.tail
            and (withdrawn_tails.is_whole or tails.is_whole)

)

select * from reached
