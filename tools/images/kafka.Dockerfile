# A Kafka for trying the services in containers, not one of our images: Debian's Java and Kafka's published jars, which
# are the build context.
ARG BASE=debian:12-slim
FROM ${BASE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends openjdk-17-jre-headless \
  && rm -rf /var/lib/apt/lists/*
COPY *.jar /opt/kafka/
USER 10001:10001
ENTRYPOINT ["sh", "-c"]
