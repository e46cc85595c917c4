{#
    What is a given name more often than a family name, by the census of 1990 (seed
    given_name_shares), and the nicknames that the census does not have.

    Returns a select of name_key.
#}
{% macro known_given_names() -%}
select name_key
from {{ ref('given_name_shares') }}
where given_share >= 0.5
union
select nicknames.name_key
from (
    select given_name_key as name_key
    from {{ ref('nickname_groups') }}
    union
    select given_name_group as name_key
    from {{ ref('nickname_groups') }}
) as nicknames
left join {{ ref('given_name_shares') }} as census_names
    on nicknames.name_key = census_names.name_key
where census_names.name_key is null
{%- endmacro %}
