{#
    The pairs of which a record has several e-mails or phones and agrees better with the
    other by one that is not the first of both, with the pattern that the pair reaches so.

    Returns a relation body, one row per such pair: left_key, right_key, left_form_key,
    right_form_key (bigint, see form_key), agreement_pattern, household_log_frequency and
    random_log_frequency (see compared_pairs). A value that agrees with none is no evidence
    against the pair: it has no row then, and keeps what its first values tell.

    Only pairs that share a further value, whole or a phone's end, are compared again, each
    by the value of fewest people: records of one value cost a look into an empty table.
    A pair that shares a further value of both kinds is compared by either and by both, so
    that an office's number takes the place of no mobile because of a mailbox:

                         first phones            shared phones
        first e-mails    what there is           by the phone
        shared e-mails   by the e-mail           by both

    A comparison agrees better at a level that is declared before; of several comparisons
    that read e-mail or phone the sum of the levels gained counts, and of equal sums the
    form of fewest other values. What the first values let compare and others don't counts
    neither way: two records of one mailbox are not asked whose name it is made of.

    pairs, records, identifiers and forms name relations: left_key, right_key;
    int_records_prepared; int_further_identifiers_shared; int_record_forms_prepared.
#}
{% macro agreed_forms(pairs, records, identifiers, forms) -%}
with hits as (

    select
        pairs.left_key,
        pairs.right_key,
        left_identifiers.identifier_type,
        -- whole before end, few people before many, and then the numbers of both values
        min(
            case
                when left_identifiers.identifier_value = right_identifiers.identifier_value
                    then 0
                else 100000000
            end
            + least(left_identifiers.person_count, 999999) * 100
            + left_identifiers.usable_number * 10
            + right_identifiers.usable_number
        ) as place
    from {{ pairs }} as pairs
    inner join {{ identifiers }} as left_identifiers
        on pairs.left_key = left_identifiers.record_key
    inner join {{ identifiers }} as right_identifiers
        on pairs.right_key = right_identifiers.record_key
        and left_identifiers.identifier_type = right_identifiers.identifier_type
        and left_identifiers.shared_part = right_identifiers.shared_part
    where left_identifiers.usable_number > 1 or right_identifiers.usable_number > 1
    group by pairs.left_key, pairs.right_key, left_identifiers.identifier_type

),

agreeing as (

    select
        left_key,
        right_key,
        coalesce(
            max(case when identifier_type = 'email' then place % 100 end), 11
        ) as email_numbers,
        coalesce(
            max(case when identifier_type = 'phone' then place % 100 end), 11
        ) as phone_numbers
    from hits
    group by left_key, right_key

),

ways as (

    select 'first' as way
    union all
    select 'email' as way
    union all
    select 'phone' as way
    union all
    select 'both' as way

),

-- the first values of both, what agrees by either kind, and by both
candidates as (

    select
        agreeing.left_key,
        agreeing.right_key,
        case when ways.way in ('email', 'both') then agreeing.email_numbers else 11 end
            as email_numbers,
        case when ways.way in ('phone', 'both') then agreeing.phone_numbers else 11 end
            as phone_numbers
    from agreeing
    cross join ways
    where
        ways.way in ('first', 'both')
        -- one kind that agrees is all that agrees
        or (agreeing.email_numbers <> 11 and agreeing.phone_numbers <> 11)

),

numbered as (

    select
        left_key,
        right_key,
        email_numbers,
        phone_numbers,
        {{ integer_divide('email_numbers', 10) }} as left_email_number,
        email_numbers % 10 as right_email_number,
        {{ integer_divide('phone_numbers', 10) }} as left_phone_number,
        phone_numbers % 10 as right_phone_number
    from candidates

),

keyed as (

    select
        left_key,
        right_key,
        email_numbers,
        phone_numbers,
        {{ form_key('left_key', 'left_email_number', 'left_phone_number') }}
            as left_form_key,
        {{ form_key('right_key', 'right_email_number', 'right_phone_number') }}
            as right_form_key
    from numbered

),

form_pairs as (

    select
        left_form_key as left_key,
        right_form_key as right_key
    from keyed

),

formed_records as (

    {{ formed_records('form_pairs', records, forms) | indent(4) }}

),

compared as (

    {{ compared_pairs('form_pairs', 'formed_records') | indent(4) }}

),

paired as (

    select
        keyed.left_key,
        keyed.right_key,
        keyed.left_form_key,
        keyed.right_form_key,
        keyed.email_numbers,
        keyed.phone_numbers,
        compared.agreement_pattern,
        compared.household_log_frequency,
        compared.random_log_frequency,
        max(
            case
                when keyed.email_numbers = 11 and keyed.phone_numbers = 11
                    then compared.agreement_pattern
            end
        ) over (partition by keyed.left_key, keyed.right_key) as first_pattern
    from keyed
    inner join compared
        on keyed.left_form_key = compared.left_key
        and keyed.right_form_key = compared.right_key

),

judged as (

    select
        paired.*,
        0
        {%- for comparison in match_comparisons() if _reads_form(comparison) %}
        {%- set first_level = pattern_level(comparison, 'first_pattern') %}
        {%- set further_level = pattern_level(comparison, 'agreement_pattern') %}
        + case
            when {{ further_level }} < 0 then 0
            -- what only these values let compare stood behind the last level
            when {{ first_level }} < 0 then {{ comparison.radix }} - {{ further_level }}
            else {{ first_level }} - {{ further_level }}
        end
        {%- endfor %} as levels_gained
    from paired

),

ranked as (

    select
        judged.*,
        row_number() over (
            partition by left_key, right_key
            order by
                levels_gained desc,
                case when email_numbers <> 11 and phone_numbers <> 11 then 2 else 1 end,
                phone_numbers,
                email_numbers
        ) as form_rank
    from judged
    -- the first values gain nothing on themselves
    where levels_gained > 0

)

select
    left_key,
    right_key,
    left_form_key,
    right_form_key,
    agreement_pattern,
    household_log_frequency,
    random_log_frequency
from ranked
where form_rank = 1
{%- endmacro %}


{# Whether a comparison reads what is another one in another form of a record. #}
{% macro _reads_form(comparison) -%}
    {%- for column in _compared_columns([comparison]) if column in form_columns() -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}
