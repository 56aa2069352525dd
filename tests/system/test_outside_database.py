#!/usr/bin/python3
"""A hall on somebody else's PostgreSQL, in a lane that is not the first: it files, answers positions of
its lane, survives a restart of that server, and replays. What does not fit together is refused.

    test_outside_database.py
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import clerks  # noqa: E402
from lab import BIN, ROOT, Lab, wait_until  # noqa: E402
from truth import holds  # noqa: E402

LANE = 7


def database_of(other):
    """A new database on another hall's server, which the hall under test neither starts nor stops. Its
    administrator lets the programs' accounts in, as deploy/README.md says."""
    db = other.connect()
    db.cursor().execute("create database city")
    with open(other.data / "pg" / "pg_ident.conf", "a") as people:
        people.writelines(f"hall hall-{part} hall\n" for part in ("worker", "projector", "clock"))
    db.cursor().execute("select pg_reload_conf()")
    db.close()
    return other.db.replace("dbname=hall", "dbname=city")


def refused(sentence, data, db, lane):
    done = subprocess.run([BIN / "hall-supervisor", f"--data={data}", f"--bin={BIN}", "--port=0",
                           f"--params={ROOT / 'deploy' / 'params'}", f"--db={db}", f"--lane={lane}"],
                          text=True, capture_output=True, timeout=120)
    assert done.returncode == 1 and sentence in done.stderr, done


def files_and_replays(lab, log, name):
    newcomers = clerks.Newcomers(name)
    people = [clerks.VipOperator(lab, log, newcomers, seed=name).login(),
              clerks.UnitOperator(lab, log, newcomers, seed=name).login(),
              clerks.Reviewer(lab, log, seed=name).login()]
    end, before = clerks.work(people), log.n
    wait_until(lambda: log.n > before + 40, 30, "some work to be done")
    complaints = end()
    assert not complaints, "\n".join(complaints[:20])


def positions_name_the_lane(lab):
    shown = lab.hall("log", "tail", 1).stdout
    assert shown.startswith(f"{LANE}-"), shown
    token = lab.login("unit01")
    lab.hall("query", "get-unit", "--unit-no=10000001", f"--least-position={LANE}-1", token=token)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hall-lab-"))
    folder.chmod(0o755)
    (folder / "hall").mkdir()
    with Lab(programs="", seed="none") as other:
        print("given a database of somebody else's server")
        db = database_of(other)
        lab = Lab(data=folder / "hall", db=db, lane=LANE).start()
        log = clerks.AckLog(lab.data / "acks.jsonl")
        try:
            assert not (lab.data / "pg").exists() and "postgres" not in lab.pids()
            print(f"when clerks file there in lane {LANE}")
            files_and_replays(lab, log, "before")
            positions_name_the_lane(lab)
            print("and the server goes away and comes back")
            other.kill("postgres")
            other.restart("postgres")
            files_and_replays(lab, log, "after")
            print("then every entry is in the lane, the tables follow from it, nothing is lost or doubled")
            holds(lab, log.path)
            with lab.connect() as connection:
                cursor = connection.cursor()
                cursor.execute("select distinct lane from entry")
                assert cursor.fetchall() == [(LANE,)]
            lab.stop()
            print("and keys or a lane that are not this database's are refused in one sentence")
            refused("holds the log of another lane than 0", lab.data, db, 0)
            refused("the keys that open it are not here", folder / "anew", db, LANE)
        finally:
            lab.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
