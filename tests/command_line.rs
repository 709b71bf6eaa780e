//! What holds for every command: completions and man pages, what becomes of the output, how a catalog begins.

use crate::support::Project;
use std::io::Write;
use std::process::{Command, Stdio};

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    // A line that only goes on with the one above is indented further.
    let lines = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let names = lines.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_whitespace().next());
    // `help` shows what the pages say.
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Every command, those of commands too, as words.
fn commands(project: &Project) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let top = project.command("--help").output().expect("the program runs");
    for name in listed(&String::from_utf8(top.stdout).expect("UTF-8")) {
        let help = project.command(&format!("{name} --help")).output().expect("the program runs");
        let inner = listed(&String::from_utf8(help.stdout).expect("UTF-8"));
        all.extend(inner.into_iter().map(|inner| vec![name.clone(), inner]));
        all.push(vec![name]);
    }
    assert!(
        all.contains(&vec!["plan".to_owned()]) && all.contains(&vec!["db".to_owned(), "init".to_owned()])
    );
    all
}

/// Whether a program is on this machine.
fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// What bash prints when it reads a script.
fn bash(arguments: &[&str], script: &str) -> String {
    let mut command = Command::new("bash");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("bash runs");
    child.stdin.take().expect("stdin").write_all(script.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn every_command_has_a_man_page() {
    let project = Project::new();
    project.run("man --out pages").code(0);
    let page = project.read("pages/wares.1");
    assert_eq!(project.run("man").code(0).stdout, page);
    for words in commands(&project) {
        let name = words.join("-");
        let own = project.read(&format!("pages/wares-{name}.1"));
        assert!(own.contains(&words.join(" ")), "the page of {name} shows how to call it:\n{own}");
        assert!(words.len() > 1 || page.contains(&format!("wares\\-{name}(1)")), "wares(1) names {name}");
        if exists("man") {
            let path = project.path(&format!("pages/wares-{name}.1"));
            let mut man = Command::new("man");
            man.args(["--warnings", "--local-file"]).arg(&path).env("MANPAGER", "cat");
            let shown = man.output().expect("man runs");
            assert!(
                shown.status.success() && shown.stderr.is_empty(),
                "{}",
                String::from_utf8_lossy(&shown.stderr)
            );
        }
    }
    project.write("taken", "");
    project.run("man --out taken").code(64).says("name a writable folder");
}

#[test]
fn output_that_nobody_gets_is_no_success() {
    let full = || std::fs::File::create("/dev/full").expect("a full device");
    let project = Project::example("hosting").init();
    for arguments in ["schema", "list", "man", "describe package HST-GLDY", "plan", "apply --auto-approve"] {
        let mut command = project.command(arguments);
        let output =
            command.env("WARES_DATABASE_URL", project.url()).stdout(full()).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{arguments}: {said}");
        assert!(said.contains("cannot write to stdout: No space left"), "{arguments}: {said}");
    }
    assert_eq!(project.value("SELECT count(*) FROM item"), "0", "what nobody saw is not applied");
    // As JSON the plan is written before the rest is known.
    let mut command = project.command("apply --auto-approve --format json");
    let output = command.env("WARES_DATABASE_URL", project.url()).stdout(full()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("nothing was applied, because nobody could read the plan"), "{said}");
    assert_eq!((project.value("SELECT count(*) FROM item").as_str(), output.status.code()), ("0", Some(64)));
    // A reader that has seen enough is no trouble.
    let script = format!("'{}' schema | head -1; echo \"${{PIPESTATUS[0]}}\"", env!("CARGO_BIN_EXE_wares"));
    assert_eq!(bash(&[], &script), "{\n0\n");
}

#[test]
fn a_plan_that_nobody_reads_is_not_applied() {
    let project = Project::example("hosting").init();
    let wares = format!("WARES_DATABASE_URL='{}' '{}'", project.url(), env!("CARGO_BIN_EXE_wares"));
    let run = |format: &str, end: &str| {
        let folder = project.path("").display().to_string();
        bash(&[], &format!("cd '{folder}'; {wares} apply --auto-approve --format {format} {end}"))
    };
    for format in ["text", "json"] {
        // A reader that is gone before anything is written, and none at all.
        let said = run(format, "2>said | (exec <&-; sleep 0); echo ${PIPESTATUS[0]}; cat said");
        assert!(said.starts_with("64\n") && said.contains("the reader of stdout closed it"), "{said}");
        let said = run(format, "2>&1 >&-; echo $?");
        assert!(said.contains("stdout is closed") && said.ends_with("64\n"), "{said}");
        assert!(said.contains("nothing was applied, because nobody could read the plan"), "{said}");
        // Nor does anybody get what is written to what is open for reading only.
        for end in ["2>&1 1</dev/null; echo $?", "2>&1 1<wares.yaml; echo $?", "2>&1 1< <(:); echo $?"] {
            let said = run(format, end);
            assert!(said.contains("stdout is open only for reading") && said.ends_with("64\n"), "{said}");
        }
        assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "0", "{format}");
    }
    // Who sends it to nobody, on purpose, has chosen that.
    assert_eq!(run("json", ">/dev/null; echo $?"), "0\n");
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");
}

#[test]
fn the_json_of_apply_is_whole_whatever_became_of_it() {
    let project = Project::example("hosting").init();
    let run = |arguments: &str| -> serde_json::Value {
        serde_json::from_str(&project.run(arguments).stdout).expect("JSON")
    };
    let declined = run("apply --format json");
    assert_eq!(
        (&declined["exit_code"], &declined["apply"]["applied"]),
        (&64.into(), &serde_json::Value::Null)
    );
    assert!(
        declined["error"]["message"].as_str().is_some_and(|said| said.contains("not a terminal")),
        "{declined:#}"
    );
    let applied = run("apply --auto-approve --format json");
    assert_eq!((&applied["exit_code"], &applied["error"]), (&0.into(), &serde_json::Value::Null));
    assert!(applied["apply"]["applied"]["migration"].is_string(), "{applied:#}");
    let settled = run("apply --auto-approve --format json");
    assert_eq!(
        (&settled["apply"]["applied"], &settled["apply"]["plan"]["empty"]),
        (&serde_json::Value::Null, &true.into())
    );
    let own = |json: &serde_json::Value| json.as_object().map(|object| object.len());
    let plan: serde_json::Value =
        serde_json::from_str(&project.run("plan --format json").stdout).expect("JSON");
    assert_eq!(own(&plan), own(&applied), "one shape for every command");
}

#[test]
fn a_new_catalog_has_the_name_of_its_folder() {
    let project = Project::new();
    for (folder, name) in
        [("acme", "acme"), ("Acme & Söhne", "Acme---S-hne"), ("2026", "catalog-2026"), ("-", "catalog")]
    {
        let path = project.path("new").join(folder);
        let mut command = project.command("init");
        let output = command.arg("--dir").arg(&path).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let manifest = std::fs::read_to_string(path.join("wares.yaml")).expect("a manifest");
        assert!(manifest.contains(&format!("\ncatalog: {name}\n")), "{folder}: {manifest}");
        let check = project.command("check").arg("--dir").arg(&path).output().expect("it runs");
        assert!(check.status.success(), "{check:?}");
    }
}

#[test]
fn no_part_of_a_password_is_taken_for_a_host() {
    let run = Project::new().run("plan --database-url postgresql://user:se@cret@localhost/shop").code(5);
    run.says("`%40`").does_not_say("cret");
}

#[test]
fn an_import_says_that_it_can_add_to_a_catalog_too() {
    Project::new().run("import").code(64).says("--out <DIR>|--into <DIR>");
}
