{#
    Faults of the vars that steer matching.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_matching() -%}
    {%- set faults = [] -%}
    {%- set names = [] -%}
    {%- set households = ['learnt', 'declared', 'random', 'mixed'] -%}
    {%- set joints = {} -%}
    {%- set place = namespace(stride=1) -%}
    {%- set is_declared = weights_are_declared() -%}
    {%- do faults.extend(_weights_faults()) -%}
    {%- for comparison in var('comparisons') -%}
        {%- set where = "var comparisons, comparison '" ~ comparison.name ~ "': " -%}
        {%- if comparison.name in names -%}
            {%- do faults.append(where ~ 'the name is used twice; give each its own.') -%}
        {%- endif -%}
        {%- do names.append(comparison.name) -%}
        {%- for key in comparison.keys() if key not in
            ['name', 'joint', 'requires', 'comparable', 'household', 'measures', 'shows', 'levels'] -%}
            {%- do faults.append(
                where ~ "unknown key '" ~ key ~ "'; known are name, joint, requires, comparable, "
                ~ 'household, measures, shows, levels.'
            ) -%}
        {%- endfor -%}
        {%- if 'shows' in comparison and comparison.shows not in evidence_columns() -%}
            {%- do faults.append(
                where ~ "shows is '" ~ comparison.shows ~ "'; allowed: "
                ~ evidence_columns() | join(', ') ~ '.'
            ) -%}
        {%- endif -%}
        {%- set household = comparison.get('household', 'learnt') -%}
        {%- if household not in households -%}
            {%- do faults.append(
                where ~ "household is '" ~ household ~ "'; allowed: " ~ households | join(', ') ~ '.'
            ) -%}
        {%- endif -%}
        {%- if not comparison.get('requires') and not comparison.get('comparable') -%}
            {%- do faults.append(where ~ 'name the columns it needs under requires.') -%}
        {%- endif -%}
        {%- set levels = comparison.get('levels', []) -%}
        {%- if levels | length < 2 -%}
            {%- do faults.append(where ~ 'declare two levels or more.') -%}
        {%- endif -%}
        {%- set sums = namespace(m=0, h=0, is_known=true) -%}
        {%- for level in levels -%}
            {%- for share in ['m', 'h'] if level.get(share) is not none -%}
                {%- if level[share] is not number or level[share] is boolean -%}
                    {%- do faults.append(
                        where ~ "level '" ~ level.name ~ "': " ~ share ~ ' is ' ~ level[share]
                        ~ ', which is no number; write it without quotes.'
                    ) -%}
                    {%- set sums.is_known = false -%}
                {%- elif share == 'm' -%}
                    {%- set sums.m = sums.m + level.m -%}
                {%- else -%}
                    {%- set sums.h = sums.h + level.h -%}
                {%- endif -%}
            {%- endfor -%}
            {%- for key in level.keys() if key not in
                ['name', 'when', 'm', 'h', 'r', 'max_m', 'frequency', 'household_frequency',
                 'random', 'u', 'term_frequency'] -%}
                {%- do faults.append(
                    where ~ "level '" ~ level.name ~ "' has an unknown key '" ~ key
                    ~ "' (quote a condition that holds a comma)."
                ) -%}
            {%- endfor -%}
            {%- if 'household_frequency' in level
                and (household != 'random' or not level.get('frequency')) -%}
                {%- do faults.append(
                    where ~ "level '" ~ level.name ~ "': household_frequency stands beside a "
                    ~ 'frequency, and only where household is random.'
                ) -%}
            {%- endif -%}
            {%- if level.get('random', 'learnt') != 'learnt' -%}
                {%- do faults.append(
                    where ~ "level '" ~ level.name ~ "': random is '" ~ level.random
                    ~ "'; write learnt, or leave it out."
                ) -%}
            {%- endif -%}
            {%- if loop.last == (level.get('when') is not none) -%}
                {%- do faults.append(
                    where ~ "level '" ~ level.name ~ "': every level but the last has a condition (when)."
                ) -%}
            {%- endif -%}
            {%- if not is_declared and ('u' in level or 'term_frequency' in level) -%}
                {%- do faults.append(
                    where ~ "level '" ~ level.name ~ "': u and term_frequency are for declared "
                    ~ 'weights; set var weights to declared, or use r and frequency.'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if is_declared -%}
            {%- do faults.extend(_declared_level_faults(where, comparison)) -%}
        {%- endif -%}
        {%- if sums.is_known and not is_declared and (sums.m - 1) | abs > 0.001 -%}
            {%- do faults.append(where ~ 'the m of its levels add up to ' ~ sums.m ~ ', not 1.') -%}
        {%- endif -%}
        {%- if sums.is_known and not is_declared and household in ('learnt', 'declared')
            and (sums.h - 1) | abs > 0.001 -%}
            {%- do faults.append(where ~ 'the h of its levels add up to ' ~ sums.h ~ ', not 1.') -%}
        {%- endif -%}
        {%- set group = comparison.get('joint', comparison.name) -%}
        {%- do joints.setdefault(group, []).append(comparison) -%}
        {%- set place.stride = place.stride * (levels | length + 1) -%}
    {%- endfor -%}
    {%- for group, parts in joints.items() -%}
        {%- if parts | length > 2 -%}
            {%- do faults.append(
                "var comparisons, joint '" ~ group ~ "': a joint has two comparisons, found "
                ~ parts | length ~ '.'
            ) -%}
        {%- endif -%}
        {%- set first_household = parts[0].get('household', 'learnt') -%}
        {%- set second_household = (parts | last).get('household', 'learnt') -%}
        {%- if parts | length == 1 and first_household == 'mixed' -%}
            {%- do faults.append(
                "var comparisons, comparison '" ~ group ~ "': household mixed is for the second "
                ~ 'comparison of a joint; use learnt or random.'
            ) -%}
        {%- elif parts | length == 2
            and (first_household != 'random' or second_household == 'learnt') -%}
            {%- do faults.append(
                "var comparisons, joint '" ~ group ~ "': household is random for the first "
                ~ 'comparison, and random or mixed for the second.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if place.stride > 4000000000000000000 -%}
        {%- do faults.append(
            'var comparisons: too many comparisons and levels for one agreement pattern; leave '
            ~ 'some out, or merge levels.'
        ) -%}
    {%- endif -%}
    {%- do faults.extend(_matching_rule_faults()) -%}
    {%- for rule in var('conflict_rules') or [] -%}
        {%- set rule_name = rule.get('name') if rule is mapping else rule -%}
        {%- set where = "var conflict_rules, rule '" ~ rule_name ~ "': " -%}
        {%- if rule is not mapping or not rule_name or not rule.get('requires') or not rule.get('when')
            or rule.requires is string -%}
            {%- do faults.append(where ~ 'needs name, requires (a list of columns) and when (SQL).') -%}
        {%- else -%}
            {%- do faults.extend(_unknown_column_faults(where, rule.requires)) -%}
            {%- for side, column in modules.re.findall('\\b(left|right)_([a-z0-9_]+)', rule.when)
                if column not in rule.requires -%}
                {%- do faults.append(
                    where ~ 'its condition reads ' ~ side ~ '_' ~ column ~ '; put ' ~ column
                    ~ ' under requires.'
                ) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do faults.extend(_unique_identifier_faults()) -%}
    {%- for name in ['merge_threshold', 'review_threshold'] -%}
        {%- if var(name) is not number or var(name) is boolean or not 0 < var(name) <= 1 -%}
            {%- do faults.append('var ' ~ name ~ ' is ' ~ var(name) ~ '; a probability above 0, up to 1.') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if var('merge_threshold') is number and var('review_threshold') is number
        and var('review_threshold') > var('merge_threshold') -%}
        {%- do faults.append(
            'var review_threshold (' ~ var('review_threshold') ~ ') is above merge_threshold ('
            ~ var('merge_threshold') ~ '); lower it.'
        ) -%}
    {%- endif -%}
    {%- for identifier_type, limit in var('max_people_per_identifier').items() -%}
        {%- if identifier_type not in identifier_columns() -%}
            {%- do faults.append(
                "var max_people_per_identifier: unknown identifier '" ~ identifier_type
                ~ "'; known are " ~ identifier_columns() | join(', ') ~ '.'
            ) -%}
        {%- elif limit is not integer or limit < 1 -%}
            {%- do faults.append(
                'var max_people_per_identifier: ' ~ identifier_type ~ ' is ' ~ limit
                ~ '; a whole number from 1 up.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in [
        'training_rounds', 'random_pair_count', 'max_block_size', 'max_lone_block_size',
        'max_pairs_per_record_and_rule', 'max_component_rounds', 'max_linkage_rounds',
    ] if var(name) is not none or not name.startswith(('max_block', 'max_lone', 'max_pairs')) -%}
        {%- if var(name) is not integer or var(name) < 1 -%}
            {%- do faults.append('var ' ~ name ~ ' is ' ~ var(name) ~ '; a whole number from 1 up.') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(faults) }}
{%- endmacro %}

{#
    Faults of the vars weights, prior, bridge_pairs, names_from_mailboxes, retrain,
    training_due_share and linkage. Returns a Jinja list of sentences.
#}
{% macro _weights_faults() -%}
    {%- set faults = [] -%}
    {%- for name, allowed in [
        ('weights', ['trained', 'declared']), ('linkage', ['average', 'single']),
        ('bridge_pairs', [true, false]), ('names_from_mailboxes', [true, false]),
        ('retrain', [true, false]),
    ] if var(name) not in allowed -%}
        {%- do faults.append(
            'var ' ~ name ~ ' is ' ~ var(name) ~ '; allowed: ' ~ allowed | join(', ') ~ '.'
        ) -%}
    {%- endfor -%}
    {%- set due_share = var('training_due_share') -%}
    {%- if due_share is not number or due_share is boolean or not 0 <= due_share <= 1 -%}
        {%- do faults.append(
            'var training_due_share is ' ~ due_share ~ '; a share of the records from 0 to 1.'
        ) -%}
    {%- endif -%}
    {%- set prior = var('prior') -%}
    {%- if prior is none -%}
        {%- if weights_are_declared() -%}
            {%- do faults.append(
                'var prior is not set; declared weights need the share of matches among all '
                ~ 'pairs of records, above 0, below 1.'
            ) -%}
        {%- endif -%}
    {%- elif prior is not number or prior is boolean or not 0 < prior < 1 -%}
        {%- do faults.append('var prior is ' ~ prior ~ '; null, or a share above 0, below 1.') -%}
    {%- endif -%}
    {{ return(faults) }}
{%- endmacro %}

{# Faults of a comparison whose weights are declared. Returns a Jinja list of sentences. #}
{% macro _declared_level_faults(where, comparison) -%}
    {%- set faults = [] -%}
    {%- if 'joint' in comparison -%}
        {%- do faults.append(
            where ~ 'declared weights know no joint; declare one comparison with a level for '
            ~ 'each combination.'
        ) -%}
    {%- endif -%}
    {%- for level in comparison.get('levels', []) -%}
        {%- set level_where = where ~ "level '" ~ level.name ~ "': " -%}
        {%- for share in ['m', 'u'] -%}
            {%- if level.get(share) is not number or not 0 < level[share] <= 1 -%}
                {%- do faults.append(
                    level_where ~ share ~ ' is ' ~ level.get(share)
                    ~ '; declared weights need a share above 0, up to 1.'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set term = level.get('term_frequency') -%}
        {%- if term is mapping -%}
            {%- for key in term.keys() if key not in ['column', 'weight', 'minimum', 'base'] -%}
                {%- do faults.append(
                    level_where ~ "term_frequency has an unknown key '" ~ key
                    ~ "'; known are column, weight, minimum, base."
                ) -%}
            {%- endfor -%}
            {%- set known = canonical_columns() | map(attribute='name') | list -%}
            {%- set column = term.get('column') | string -%}
            {%- if not column.startswith('raw_') or column[4:] not in known -%}
                {%- do faults.append(
                    level_where ~ 'the column of term_frequency is ' ~ column
                    ~ '; allowed: raw_ and one of ' ~ known | join(', ') ~ '.'
                ) -%}
            {%- endif -%}
            {%- for key in ['weight', 'minimum', 'base'] if key in term
                and (term[key] is not number or term[key] < 0) -%}
                {%- do faults.append(
                    level_where ~ key ~ ' of term_frequency is ' ~ term[key] ~ '; a number from 0 up.'
                ) -%}
            {%- endfor -%}
        {%- elif term is not none -%}
            {%- do faults.append(level_where ~ 'term_frequency needs at least a column.') -%}
        {%- endif -%}
     {%- endfor -%}
     {{ return(faults) }}
{%- endmacro %}

{#
    Faults of the var unique_identifiers. Returns a Jinja list of sentences.
#}
{% macro _unique_identifier_faults() -%}
    {%- set identifiers = var('unique_identifiers') -%}
    {%- set known = identifier_columns() | join(', ') -%}
    {%- if identifiers is string or identifiers is mapping or identifiers is not iterable -%}
        {{ return([
            'var unique_identifiers is ' ~ identifiers ~ '; a list of identifiers, of ' ~ known ~ '.'
        ]) }}
    {%- endif -%}
    {%- set faults = [] -%}
    {%- set rule_names = (var('conflict_rules') or []) | map(attribute='name') | list -%}
    {%- for identifier in identifiers -%}
        {%- if identifier not in identifier_columns() -%}
            {%- do faults.append(
                "var unique_identifiers: unknown identifier '" ~ identifier ~ "'; known are "
                ~ known ~ '.'
            ) -%}
        {%- elif 'unique_' ~ identifier in rule_names -%}
            {%- do faults.append(
                "var conflict_rules, rule 'unique_" ~ identifier ~ "': the var "
                ~ 'unique_identifiers stands for a rule of this name; give it another one.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(faults) }}
{%- endmacro %}

{#
    Faults of the vars blocking_rules and match_rules, and of the columns that comparisons
    require; matching_settings has made sure of their shape. Returns a Jinja list of
    sentences.
#}
{% macro _matching_rule_faults() -%}
    {%- set faults = [] -%}
    {%- set rule_names = [] -%}
    {%- set kinds = [
        (
            'blocking_rules',
            var('blocking_rules'),
            ['name', 'keys', 'max_block_size', 'max_lone_block_size', 'when'],
        ),
        ('match_rules', var('match_rules'), ['name', 'columns']),
    ] -%}
    {%- for var_name, rules, known_keys in kinds -%}
        {%- for rule in rules -%}
            {%- set where = 'var ' ~ var_name ~ ", rule '" ~ rule.name ~ "': " -%}
            {%- if rule.name in rule_names -%}
                {%- do faults.append(
                    "The rule name '" ~ rule.name ~ "' is used twice; give each its own."
                ) -%}
            {%- endif -%}
            {%- do rule_names.append(rule.name) -%}
            {%- for key in rule.keys() if key not in known_keys -%}
                {%- do faults.append(
                    where ~ "unknown key '" ~ key ~ "'; known are " ~ known_keys | join(', ') ~ '.'
                ) -%}
            {%- endfor -%}
            {%- for key in ['max_block_size', 'max_lone_block_size'] -%}
                {%- set size = rule.get(key) -%}
                {%- if size is not none and (size is not integer or size < 1) -%}
                    {%- do faults.append(
                        where ~ key ~ ' is ' ~ size
                        ~ '; a whole number from 1 up, or leave it out.'
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
            {%- do faults.extend(
                _unknown_column_faults(where, rule[known_keys[1]])
            ) -%}
            {%- if rule.get('when') and rule.get('max_lone_block_size') -%}
                {%- do faults.append(
                    where ~ 'max_lone_block_size says nothing of a rule with a condition, '
                    ~ 'whose pairs are all compared; leave it out.'
                ) -%}
            {%- endif -%}
            {%- if rule.get('when') -%}
                {%- do faults.extend(_unknown_column_faults(
                    where, sided_columns([rule.when]) | map('last') | list
                )) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for comparison in var('comparisons') -%}
        {%- do faults.extend(_unknown_column_faults(
            "var comparisons, comparison '" ~ comparison.name ~ "': ",
            comparison.get('requires') or []
        )) -%}
    {%- endfor -%}
    {{ return(faults) }}
{%- endmacro %}

{#
    Faults of names that are no column of int_records_prepared, as its YAML describes it.
    expressions is a list of names, SQL expressions and lists of such; only what is a bare
    name is looked at. Returns a Jinja list of sentences.
#}
{% macro _unknown_column_faults(where, expressions) -%}
    {%- set known = [] -%}
    {%- for node in graph.nodes.values() if node.name == 'int_records_prepared' -%}
        {%- do known.extend(node.columns.keys()) -%}
        {%- for column in canonical_columns() -%}
            {%- do known.extend(['raw_' ~ column.name, 'raw_' ~ column.name ~ '_frequency']) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set unknown = [] -%}
    {%- for expression in expressions -%}
        {%- for part in ([expression] if expression is string else expression) -%}
            {%- if modules.re.match('^[A-Za-z_][A-Za-z_0-9]*$', part) and part | lower not in known
                and part not in unknown -%}
                {%- do unknown.append(part) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set faults = [] -%}
    {%- for part in unknown if known -%}
        {%- do faults.append(
            where ~ "int_records_prepared has no column '" ~ part ~ "'; name one of those that "
            ~ '_matching__models.yml describes, and describe there, and name in the macro prepared_columns, what you add to the model.'
        ) -%}
    {%- endfor -%}
    {{ return(faults) }}
{%- endmacro %}
