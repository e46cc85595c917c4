-- One row per weight group × level code, as declared in the var comparisons.
{{ config(materialized='patched') }}

with declared as (

    {{ declared_levels() | indent(4) }}

)

select * from declared
