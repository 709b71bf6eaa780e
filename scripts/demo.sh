#!/bin/sh
# Shows a day with a catalog: a mistake, a plan, an apply, a higher price, a manual edit, a refused deletion, and a plan
# with nothing to do. It works on a copy of examples/hosting, with a private PostgreSQL server, and cleans up at the end.
# Its only argument is the program to run; the default is the one that `cargo build` made.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
wares=${1:-${CARGO_TARGET_DIR:-$root/target}/debug/wares}
[ -x "$wares" ] || {
    echo "There is no program at $wares. Run \`make demo\`, which builds it and then runs the demo." >&2
    exit 1
}
wares=$(cd "$(dirname "$wares")" && pwd)/$(basename "$wares")

# shellcheck source=scripts/demo/stage.sh
. "$root/scripts/demo/stage.sh"
# shellcheck source=scripts/demo/show.sh
. "$root/scripts/demo/show.sh"

# Everything goes to one stream, so that messages stay in order even when the output is a file or a pipe.
exec 2>&1

find_psql
set_stage "$root/examples/hosting" "$wares"

say "A hosting provider sells packages, domains and extra services, and describes them in these files:"
run ls -CR

say "This is one of the files. It describes an old package that no one can order anymore:"
run cat packages/legacy.yaml

say "Somebody makes a mistake in another file: there is no article HST-GLDN. A check finds it, without a database."
edit upgrades.yaml 's/HST-GLDM, level: 2/HST-GLDN, level: 2/'
run -e 1 -s 'did you mean `HST-GLDM`' wares check

say "After the mistake is fixed, the check passes:"
edit upgrades.yaml 's/HST-GLDN, level: 2/HST-GLDM, level: 2/'
run -s 'no problems' wares check

say "Next comes a database: a private PostgreSQL server, only for this demo. Creating it takes a few seconds."
served=yes # from here on there is a server to remove
run -w wares db start
url=$(wares db start)

say "A plan shows what would be written. The database is empty, so it shows everything."
run -f 20 -s 'to create, 0 unchanged' wares plan --local

say "Applying shows the plan again, then writes all of it in one transaction, or nothing."
run -l 1 -s 'Applied as migration' wares apply --local --auto-approve

say "The billing system's own guides use the following queries, run here in psql. These are the upgrade groups:"
sql -s 'Web hosting monthly' '
select id, name
  from upgrade_group;'

say "These are the members of a group, from the smallest package to the biggest:"
sql -x -f 18 -s 'upgrade_level      | 3' "
select *
  from upgrade_group_member
 where fk_group_id = (select id from upgrade_group where name = 'Web hosting monthly')
 order by upgrade_level asc;"

say "This is what the guides call the Other data of a product, for an extra service that is sold by the gigabyte:"
sql -s 'maximalproductvalue | 20' "
select i.article_number, p.name, p.value
  from item i join item_property p on p.fk_item_id = i.id
 where i.article_number = 'XSV-DISK'
 order by p.name;"

say "Customers arrive: 250 subscribe to Gold monthly, and 12 have had Bronze since the time when it was sold."
sql -s 'INSERT 0 262' "
insert into subscription (id, fk_item_id, renewal_period_id, state, recurring, quantity,
                          expiration_date, next_renewal_date)
select gen_random_uuid(), i.id, r.id, 1, true, 1, now(), now()
  from (values ('HST-GLDM', 250), ('HST-BRZY', 12)) as sold (article, customers)
  join item i on i.article_number = sold.article
  join renewal_period r on r.fk_item_id = i.id,
       generate_series(1, sold.customers);"

say "Gold monthly gets more mailboxes and a higher price:"
edit packages/monthly.yaml \
    -e 's/EUR: 9.90, USD: 10.90/EUR: 10.90, USD: 11.90/' -e '/^article: HST-GLDM/,/^---/s/mailboxes: 40/mailboxes: 50/'

say "The plan shows how many customers are affected, and what they will pay. This is what a reviewer sees."
run -s '250 live subscriptions' -s 'prices.EUR: 9.90 → 10.90 (+10.1 %)' wares plan --local

say "The reviewer agrees, and the change is applied:"
run -l 1 -s '3 rows written' wares apply --local --auto-approve

say "Somebody changes the price directly in the database:"
sql -s 'UPDATE 1' "
update item_price
   set value = 7.90
 where fk_currency_id = (select id from currency where code = 'EUR')
   and fk_renewal_period_id = (select r.id from renewal_period r join item i on i.id = r.fk_item_id
                                where i.article_number = 'HST-GLDM');"

say "The next plan reports this as drift, since the file has not changed:"
run -s '[drift: edited in the database]' wares plan --local

say "Applying restores the price from the file. If the new price is right, it belongs in the file."
run -l 1 -s '1 row written' wares apply --local --auto-approve

say "No one can order Bronze anymore, so somebody deletes its file. But it is protected, and 12 customers still pay for it."
run mv packages/legacy.yaml ..
run -e 4 -s 'refused[A38]: 1 resource with live subscriptions' -s 'the protected package' wares apply --local --auto-approve

say "With the file back, there is nothing to do. Scripts can check the exit code: 2 would mean changes."
run mv ../legacy.yaml packages/
run -e 0 -s 'Nothing to do' wares plan --local --detailed-exitcode

clean_up
say "That is the end of the day. The private server and its data have been removed. What next?"
cat <<'END'
  make install                 installs wares under ~/.local, with man pages and completions
  wares init                   writes a small catalog to start from, in an empty folder
  docs/catalog.md              explains how to write a catalog
  docs/existing-database.md    explains how to start with a billing database that is in use
END
