"""A real browser opens the page, logs in and out."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.process import PASSWORD, USER, RunningBot

pytestmark = pytest.mark.e2e


def test_a_user_logs_in_sees_the_bot_and_logs_out(bot: RunningBot, browser: webdriver.Chrome) -> None:
    wait = WebDriverWait(browser, 20)
    browser.get(bot.url)
    assert "Tradepost" in browser.title
    browser.find_element(By.NAME, "username").send_keys(USER)
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "form#login [type=submit]").click()
    wait.until(lambda page: "running" in page.find_element(By.ID, "state").text)
    wait.until(lambda page: page.find_element(By.ID, "logout").is_displayed())
    browser.find_element(By.ID, "logout").click()
    wait.until(lambda page: page.find_element(By.NAME, "password").is_displayed())
    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert not [entry for entry in severe if "401" not in entry["message"]]


def test_a_wrong_password_is_said_on_the_page(bot: RunningBot, browser: webdriver.Chrome) -> None:
    browser.get(bot.url)
    browser.find_element(By.NAME, "username").send_keys(USER)
    browser.find_element(By.NAME, "password").send_keys("wrong")
    browser.find_element(By.CSS_SELECTOR, "form#login [type=submit]").click()
    WebDriverWait(browser, 20).until(lambda page: page.find_element(By.CSS_SELECTOR, "[role=alert]").text)
