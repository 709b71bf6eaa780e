//! What applies to all commands: man pages, output that cannot be written, the form of the JSON, and the name of a new
//! catalog.

use crate::support::Project;
use std::io::Write;
use std::process::{Command, Stdio};

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    // A line that continues the one above is indented further.
    let lines = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let names = lines.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_whitespace().next());
    // `help` only shows the help texts of the other commands.
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Every command as a list of words, including subcommands such as `db init`.
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

/// Whether a program is installed on this machine.
fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// What bash prints when it runs a script from stdin.
fn bash(arguments: &[&str], script: &str) -> String {
    let mut command = Command::new("bash");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("bash runs");
    child.stdin.take().expect("stdin").write_all(script.as_bytes()).expect("bash reads the script");
    let output = child.wait_with_output().expect("bash ends");
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
fn output_that_cannot_be_written_is_an_error() {
    let full = || std::fs::File::create("/dev/full").expect("a full device");
    let project = Project::example("hosting").init();
    for arguments in ["schema", "list", "man", "describe package HST-GLDY", "plan", "apply --auto-approve"] {
        let mut command = project.command(arguments);
        let output =
            command.env("WARES_DATABASE_URL", project.url()).stdout(full()).output().expect("it runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{arguments}: {stderr}");
        assert!(stderr.contains("cannot write to stdout: No space left"), "{arguments}: {stderr}");
    }
    assert_eq!(
        project.value("SELECT count(*) FROM item"),
        "0",
        "a plan that could not be shown must not be applied"
    );
    // With JSON, the plan is written before the rest of the output is known.
    let mut command = project.command("apply --auto-approve --format json");
    let output = command.env("WARES_DATABASE_URL", project.url()).stdout(full()).output().expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("nothing was applied, because the plan could not be shown"), "{stderr}");
    assert_eq!((project.value("SELECT count(*) FROM item").as_str(), output.status.code()), ("0", Some(64)));
    // A reader that closes the pipe early is not an error.
    let script = format!("'{}' schema | head -1; echo \"${{PIPESTATUS[0]}}\"", env!("CARGO_BIN_EXE_wares"));
    assert_eq!(bash(&[], &script), "{\n0\n");
}

#[test]
fn plan_that_cannot_be_read_is_not_applied() {
    let project = Project::example("hosting").init();
    let wares = format!("WARES_DATABASE_URL='{}' '{}'", project.url(), env!("CARGO_BIN_EXE_wares"));
    let run = |format: &str, end: &str| {
        let folder = project.path("").display().to_string();
        bash(&[], &format!("cd '{folder}'; {wares} apply --auto-approve --format {format} {end}"))
    };
    for format in ["text", "json"] {
        // The reader of the pipe ends before anything is written; then stdout is closed.
        let output = run(format, "2>said | (exec <&-; sleep 0); echo ${PIPESTATUS[0]}; cat said");
        assert!(output.starts_with("64\n") && output.contains("the reader of stdout closed it"), "{output}");
        let output = run(format, "2>&1 >&-; echo $?");
        assert!(output.contains("stdout is closed") && output.ends_with("64\n"), "{output}");
        assert!(output.contains("nothing was applied, because the plan could not be shown"), "{output}");
        // Nobody can read what is written to a stdout that is open only for reading.
        for end in ["2>&1 1</dev/null; echo $?", "2>&1 1<wares.yaml; echo $?", "2>&1 1< <(:); echo $?"] {
            let output = run(format, end);
            assert!(
                output.contains("stdout is open only for reading") && output.ends_with("64\n"),
                "{output}"
            );
        }
        assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "0", "{format}");
    }
    // Redirecting the output to /dev/null is a deliberate choice.
    assert_eq!(run("json", ">/dev/null; echo $?"), "0\n");
    assert_eq!(project.value("SELECT count(*) FROM wares.migration"), "1");
}

#[test]
fn json_of_apply_is_complete_whatever_the_outcome() {
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
        declined["error"]["message"].as_str().is_some_and(|message| message.contains("not a terminal")),
        "{declined:#}"
    );
    let applied = run("apply --auto-approve --format json");
    assert_eq!((&applied["exit_code"], &applied["error"]), (&0.into(), &serde_json::Value::Null));
    assert!(applied["apply"]["applied"]["migration"].is_string(), "{applied:#}");
    let repeated = run("apply --auto-approve --format json");
    assert_eq!(
        (&repeated["apply"]["applied"], &repeated["apply"]["plan"]["empty"]),
        (&serde_json::Value::Null, &true.into())
    );
    let key_count = |json: &serde_json::Value| json.as_object().map(|object| object.len());
    let plan: serde_json::Value =
        serde_json::from_str(&project.run("plan --format json").stdout).expect("JSON");
    assert_eq!(key_count(&plan), key_count(&applied), "plan and apply have the same keys");
}

#[test]
fn new_catalog_is_named_after_its_folder() {
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
fn part_of_a_password_is_not_mistaken_for_a_host() {
    let run = Project::new().run("plan --database-url postgresql://user:se@cret@localhost/shop").code(5);
    run.says("`%40`").does_not_say("cret");
}

#[test]
fn import_usage_shows_that_it_can_add_to_a_catalog() {
    Project::new().run("import").code(64).says("--out <DIR>|--into <DIR>");
}
