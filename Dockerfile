# A small image without tools: what builds stays in the first stage. Runs as nobody special, on a read-only root.
FROM python:3.12-slim AS build
WORKDIR /source
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY pyproject.toml README.md ./
COPY bot bot
COPY handlers handlers
COPY locales locales
COPY storage storage
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps .

FROM python:3.12-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-vie \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin ansinh \
 && install --directory --owner ansinh --mode 0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    ANSINH_DATA=/data ANSINH_WEB_HOST=0.0.0.0 ANSINH_WEB_PORT=8080
USER ansinh
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["ansinh"]
CMD ["run"]
