{%- set particles = (var('name_particles') | join(' ')).split(' ') | unique | list -%}

-- One row per customer × word of a family name that any of its records has: Smith-Jones is a
-- Smith and a Jones.

with

assigned as (

    select
        record_key,
        {{ record_key('customer_id') }} as customer_key
    from {{ ref('int_customers_assigned') }}
    {{ computed_once() }}

),

records as (

    select
        record_key,
        family_name_key
    from {{ ref('int_records_standardized') }}
    where length(family_name_key) > 1

),

family_names as (

    select
        assigned.customer_key,
        records.family_name_key
    from records
    inner join assigned on records.record_key = assigned.record_key
    group by assigned.customer_key, records.family_name_key

),

words as (

{% for position in range(1, 5) %}
    select
        customer_key,
        split_part(family_name_key, ' ', {{ position }}) as word,
        family_name_key
    from family_names
    {{ 'union all' if not loop.last }}
{% endfor %}

),

-- Particles are nobody's name, and two letters only where they are the whole of it.
customer_words as (

    select
        customer_key,
        word
    from words
    where
        (length(word) >= 3 or (length(word) = 2 and word = family_name_key))
        and word not in (
            {% for particle in particles %}
            '{{ particle }}'{{ ',' if not loop.last }}
            {% endfor %}
        )
    group by customer_key, word

),

words_heard as (

    select
        word,
        {{ comparable_text('word') }} as word_key,
        {{ phonetic_code('word') }} as word_sound
    from (
        select word
        from customer_words
        group by word
    ) as distinct_words
    {{ computed_once() }}

),

split as (

    select
        customer_words.customer_key,
        words_heard.word_key,
        case when length(words_heard.word_sound) >= 3 then words_heard.word_sound end
            as word_sound
    from customer_words
    inner join words_heard on customer_words.word = words_heard.word

)

select * from split
