//! Tests links that lead out of a catalog, and ignore files that are not regular files: nothing is read or written
//! elsewhere, and the program does not hang.

use crate::support::{ITEM, PACKAGE, Project, Run};
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

const SECRET: &str = "S3kr3t";

/// A catalog, and a folder outside of it with a secret.
fn catalog() -> (Project, tempfile::TempDir) {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.yaml"), format!("token: {SECRET}\n")).expect("a file");
    (Project::new().file("package.yaml", PACKAGE), outside)
}

/// Runs the program with a secret in its environment.
fn run(project: &Project, arguments: &str) -> Run {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).env("TOKEN", SECRET);
    Run::new(arguments, &command.output().expect("the program runs"))
}

/// Runs the program with limited memory, and fails if it does not end within 20 seconds.
fn run_limited(project: &Project, arguments: &str) -> Run {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 8000000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_wares")]);
    command.args(arguments.split_whitespace()).current_dir(project.path(""));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let begin = Instant::now();
    while child.try_wait().expect("a process").is_none() {
        if begin.elapsed() > Duration::from_secs(20) {
            let _ = child.kill();
            panic!("wares {arguments} hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Run::new(arguments, &child.wait_with_output().expect("it ends"))
}

fn fifo(path: &std::path::Path) {
    nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRUSR | nix::sys::stat::Mode::S_IWUSR).expect("a FIFO");
}

#[test]
fn no_command_reads_through_a_link_that_leads_out() {
    let (project, outside) = catalog();
    let secret = outside.path().join("secret.yaml");
    let links: [(&str, &dyn Fn()); 6] = [
        ("e.yaml", &|| symlink("/proc/self/environ", project.path("e.yaml")).expect("a link")),
        ("e.yaml", &|| symlink(&secret, project.path("e.yaml")).expect("a link")),
        ("e.yaml", &|| {
            // A chain of three links.
            symlink(&secret, project.path("second")).expect("a link");
            symlink("second", project.path("first.yml")).expect("a link");
            symlink("first.yml", project.path("e.yaml")).expect("a link");
        }),
        ("e.yaml", &|| {
            symlink(outside.path(), project.path("folder")).expect("a link");
            symlink("folder/secret.yaml", project.path("e.yaml")).expect("a link");
        }),
        ("e.yaml", &|| {
            let up =
                format!("../{}/secret.yaml", outside.path().file_name().expect("a name").to_string_lossy());
            symlink(up, project.path("e.yaml")).expect("a link");
        }),
        ("e.yaml", &|| {
            project.write(".git/config", &format!("token = {SECRET}\n"));
            symlink(".git/config", project.path("e.yaml")).expect("a link");
        }),
    ];
    project.run("db init").code(0);
    for (path, make) in links {
        make();
        for arguments in [
            "check",
            "check --format json",
            "check --format concise",
            "check e.yaml",
            "plan",
            "plan --format json",
            "apply --auto-approve",
            "list",
            "describe package HST-GLDY",
            "fmt",
            "fmt --check",
            "fmt e.yaml",
            "import --into .",
            "db init",
        ] {
            let run = run(&project, arguments).does_not_say(SECRET);
            if !arguments.contains("describe") && arguments != "list" {
                let run = run.says("e.yaml").says("cannot be read: it is a link");
                let run = if arguments.ends_with("concise") { run } else { run.says(".waresignore") };
                run.code(1).does_not_say("1 │");
            }
        }
        for path in [path, "first.yml", "second", "folder"] {
            let _ = std::fs::remove_file(project.path(path));
        }
    }
    assert_eq!(std::fs::read_to_string(&secret).expect("a file"), format!("token: {SECRET}\n"));
}

#[test]
fn link_that_leads_out_can_be_ignored() {
    let (project, outside) = catalog();
    symlink(outside.path().join("secret.yaml"), project.path("e.yaml")).expect("a link");
    project.write(".waresignore", "e.yaml\n");
    project.run("check").code(0).says("1 resource in 2 files");
}

#[test]
fn link_within_the_folder_is_read_like_a_file() {
    let (project, _outside) = catalog();
    project.write("texts/item.txt", ITEM);
    symlink("texts/item.txt", project.path("item.yaml")).expect("a link");
    project.run("check").code(0).says("2 resources in 3 files");
    // The path of the catalog itself may be a link.
    let beside = tempfile::tempdir().expect("a folder");
    symlink(project.path(""), beside.path().join("here")).expect("a link");
    let mut command = project.command("check --dir");
    let output = command.arg(beside.path().join("here")).output().expect("it runs");
    Run::new("check", &output).code(0).says("2 resources in 3 files");
}

#[test]
fn manifest_that_is_a_link_leading_out_is_not_read() {
    let (project, outside) = catalog();
    project.remove("wares.yaml");
    symlink(outside.path().join("secret.yaml"), project.path("wares.yaml")).expect("a link");
    for arguments in ["check", "plan", "apply --auto-approve", "fmt", "list", "import --into ."] {
        let run = project.run(arguments).code(1).does_not_say(SECRET);
        run.says("`wares.yaml` cannot be read: it is a link that points outside the catalog")
            .says("replace the link with the file itself");
    }
    assert_eq!(
        std::fs::read_to_string(outside.path().join("secret.yaml")).expect("a file"),
        "token: S3kr3t\n"
    );
}

#[test]
fn unreadable_manifest_in_a_subfolder_is_an_error() {
    let (project, outside) = catalog();
    std::fs::create_dir(project.path("p")).expect("a folder");
    std::fs::rename(project.path("package.yaml"), project.path("p/package.yaml")).expect("a file");
    project.run("db init").code(0);
    project.run("apply --auto-approve").code(0);
    project.write(".hidden", "format: 1\n");
    let targets = [
        (outside.path().join("secret.yaml"), "it is a link that points outside the catalog"),
        (outside.path().to_owned(), "it is a link that points outside the catalog"),
        ("nowhere".into(), "it is a link to `nowhere`, which does not exist"),
        ("../.hidden".into(), "it is a link to a hidden file"),
    ];
    for (target, why) in targets {
        symlink(target, project.path("p/wares.yaml")).expect("a link");
        for arguments in ["check", "plan", "apply --auto-approve"] {
            let run = run(&project, arguments).code(1).does_not_say(SECRET).does_not_say("delete");
            run.says(&format!("`p/wares.yaml` cannot be read: {why}"));
        }
        std::fs::remove_file(project.path("p/wares.yaml")).expect("a link");
    }
    // A folder that is itself a link is reported, whatever it contains.
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    std::fs::write(outside.path().join("wares.yaml"), "format: 1\n").expect("a file");
    symlink(outside.path(), project.path("q")).expect("a link");
    project.run("check").code(1).says("`q` cannot be read: it is a link that points outside the catalog");
}

#[test]
fn ignore_file_that_cannot_be_read_completely_is_an_error() {
    let (project, _outside) = catalog();
    project.write("sub/plan.yaml", "kind: odd\n");
    for name in [".waresignore", ".gitignore", "sub/.waresignore", "sub/.gitignore"] {
        std::fs::write(project.path(name), b"draft.txt\ndraft\xe4.txt\nplan.yaml\n").expect("a file");
        for arguments in ["check", "fmt --check", "plan"] {
            let run = project.run(arguments).code(1).says("the catalog's files cannot be listed");
            run.says(name).says("line 2 is not UTF-8");
        }
        project.write(name, "\u{feff}draft\u{e4}.txt\nplan.yaml\n");
        project.run("check").code(0).says("1 resource in 2 files");
        let no_access = std::os::unix::fs::PermissionsExt::from_mode(0o000);
        std::fs::set_permissions(project.path(name), no_access).expect("permissions");
        project.run_bound("check").code(1).says(name).says("Permission denied");
        project.remove(name);
    }
}

#[test]
fn paths_on_the_command_line_cannot_lead_out() {
    let (project, outside) = catalog();
    symlink(outside.path(), project.path("folder")).expect("a link");
    for path in ["folder/secret.yaml", "../", "/proc/self/environ", "/dev/zero"] {
        for command in ["check", "fmt"] {
            let run = run(&project, &format!("{command} {path}")).does_not_say(SECRET);
            assert!([1, 64].contains(&run.exit_code()), "{run:?}");
        }
    }
}

#[test]
fn import_does_not_write_through_a_link() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    let outside = tempfile::tempdir().expect("a folder");
    let folder = Project::beside(&project).file("wares.yaml", &project.read("wares.yaml"));
    symlink(outside.path(), folder.path("packages")).expect("a link");
    folder.write(".waresignore", "/packages\n");
    folder.run("import --into .").code(64).says("packages is a link").says("nothing was written");
    assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 0);
}

#[test]
fn init_and_schema_do_not_write_through_a_link() {
    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("target");
    let project = Project::new();
    project.remove("wares.yaml");
    symlink(&target, project.path("wares.yaml")).expect("a link");
    project.run("init").code(1).says("already has `wares.yaml`");
    std::fs::remove_file(project.path("wares.yaml")).expect("a link");
    symlink(&target, project.path(".gitignore")).expect("a link");
    project.run("init").code(1).says("already has `.gitignore`");
    std::fs::write(&target, SECRET).expect("a file");
    std::fs::create_dir(project.path("schemas")).expect("a folder");
    symlink(&target, project.path("schemas/catalog.json")).expect("a link");
    project.run("schema --out schemas").code(0);
    assert_eq!(std::fs::read_to_string(&target).expect("a file"), SECRET);
    project.run("schema --out schemas --check").code(0);
}

#[test]
fn schemas_are_not_written_through_a_folder_link_that_leads_out() {
    let (project, outside) = catalog();
    std::fs::create_dir(project.path("sub")).expect("a folder");
    let nowhere = outside.path().join("nowhere");
    for (target, why) in
        [(outside.path(), "it is a link that points outside the catalog"), (&nowhere, "does not exist")]
    {
        symlink(target, project.path("schemas")).expect("a link");
        for arguments in [
            "--out schemas",
            "--out schemas/deep",
            "--out sub/../schemas",
            "--out schemas --check",
            "--check",
        ] {
            let run = project.run(&format!("schema {arguments}")).code(64).says(why);
            run.says("schemas: it is a link").says("nothing was written");
        }
        let mut below = project.command("schema --out ../schemas");
        let output = below.current_dir(project.path("sub")).output().expect("it runs");
        Run::new("schema", &output).code(64).says(why);
        std::fs::remove_file(project.path("schemas")).expect("a link");
    }
    let folder = Project::new();
    folder.remove("wares.yaml");
    symlink(outside.path(), folder.path("schemas")).expect("a link");
    folder.run("init").code(1).says("already has `schemas`");
    assert!(!folder.path("wares.yaml").exists());
    folder.run("schema --out schemas").code(64).says("it is a link that points outside the catalog");
    let left: Vec<_> = std::fs::read_dir(outside.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");

    // A link within the catalog and an explicit path outside of it are allowed.
    symlink("sub", project.path("schemas")).expect("a link");
    project.run("schema --out schemas").code(0);
    assert!(project.path("sub/catalog.json").exists());
    project.run(&format!("schema --out {}", outside.path().join("new").display())).code(0);
    assert!(outside.path().join("new/catalog.json").exists());
}

#[test]
fn ignore_file_that_is_not_a_small_regular_file_is_an_error() {
    for name in [".gitignore", ".waresignore", "sub/.gitignore", "sub/.waresignore", "sub/deep/.gitignore"] {
        let (project, outside) = catalog();
        std::fs::write(outside.path().join("list"), format!("{{{SECRET}\n")).expect("a file");
        project.write("sub/deep/item.yaml", ITEM);
        let path = project.path(name);
        let ignore_files: [(&str, &dyn Fn()); 6] = [
            ("it is not a regular file", &|| fifo(&path)),
            ("it is a link that points outside", &|| symlink("/dev/zero", &path).expect("a link")),
            ("it is a link that points outside", &|| symlink("/proc/self/environ", &path).expect("a link")),
            ("it is a link that points outside", &|| {
                symlink(outside.path().join("list"), &path).expect("a link")
            }),
            ("it is a link to `nowhere`", &|| symlink("nowhere", &path).expect("a link")),
            ("it is larger than 64 KiB", &|| {
                let file = std::fs::File::create(&path).expect("a file");
                file.set_len(1 << 40).expect("a long file");
            }),
        ];
        for (why, make) in ignore_files {
            make();
            for arguments in ["check", "fmt --check", "list", "plan"] {
                let run = run_limited(&project, arguments).does_not_say(SECRET);
                if arguments != "list" {
                    run.code(1).says("the catalog's files cannot be listed").says(name).says(why);
                }
            }
            std::fs::remove_file(&path).expect("it goes");
        }
        project.run("check").code(0);
    }
}

#[test]
fn fifos_in_place_of_files_that_only_git_reads_are_ignored() {
    let (project, _outside) = catalog();
    project.write(".git/HEAD", "ref: refs/heads/main\n");
    std::fs::create_dir_all(project.path(".git/info")).expect("a folder");
    fifo(&project.path(".git/info/exclude"));
    fifo(&project.path(".ignore"));
    run_limited(&project, "check").code(0).says("1 resource in 2 files");
    std::fs::remove_dir_all(project.path(".git")).expect("it goes");
    fifo(&project.path(".git"));
    run_limited(&project, "check").code(0).says("1 resource in 2 files");
}

#[test]
fn ignore_file_of_the_maximum_size_is_read_quickly() {
    let (project, _outside) = catalog();
    let lines: String = (0..).map(|number| format!("*{number}*a?/**/b[a-z]\n")).take(6_000).collect();
    project.write(".gitignore", &lines[..64 * 1024 - 30]);
    run_limited(&project, "check").code(0);
}

#[test]
fn schemas_that_are_not_regular_files_are_stale() {
    let project = Project::new();
    project.run("schema --out schemas").code(0);
    std::fs::remove_file(project.path("schemas/catalog.json")).expect("a file");
    fifo(&project.path("schemas/catalog.json"));
    run_limited(&project, "schema --check").code(1).says("schemas/catalog.json is stale");
    std::fs::remove_file(project.path("schemas/catalog.json")).expect("a FIFO");
    symlink("/dev/zero", project.path("schemas/catalog.json")).expect("a link");
    run_limited(&project, "schema --check").code(1).says("schemas/catalog.json is stale");
}
