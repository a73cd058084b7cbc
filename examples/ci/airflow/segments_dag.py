"""Gives the customers of each day their locked segments; a person is asked before anything is refitted.

Put this file and segue_task.py into the folder of DAGs. Airflow 3.
"""

import pathlib

import pendulum
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.sdk import dag, task

from segue_task import Verdict, run

PROJECT = pathlib.Path("/srv/segments")


def assign(day: str, project: pathlib.Path = PROJECT, program: str = "segue") -> str:
    """Assigns the customers of a day; the name of the task that comes next."""
    result, told = run(
        [program, "apply", "segments.seg.lock", "--input", f"tx=incoming/{day}.csv",
         "--output", f"assigned/{day}.csv", "--skip-code", "--quiet"],
        folder=str(project))
    match result:
        case Verdict.DONE:
            return "publish"
        case Verdict.REVIEW:
            return "ask_for_review"
        case Verdict.SKIPPED:
            raise AirflowSkipException("nothing new")
        case Verdict.RETRY:
            raise AirflowException(told)
        case Verdict.FAILED:
            raise AirflowFailException(told)


@dag(schedule="@daily", start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), catchup=False)
def segments():
    @task.branch(retries=3, retry_delay=pendulum.duration(minutes=10))
    def assign_customers(ds=None):
        return assign(ds)

    @task
    def publish(ds=None):
        """Whatever takes the file to those who use it."""
        print(PROJECT / "assigned" / f"{ds}.csv")

    @task(retries=0)
    def ask_for_review(ds=None):
        """Fails, so that somebody looks: `segue verify` names the cause, `segue lock` fits again."""
        raise AirflowFailException(f"{ds}: the script or its lock is not the one that was agreed on")

    assign_customers() >> [publish(), ask_for_review()]


segments()
