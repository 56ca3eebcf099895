# Targets: api, console, silo, migrate, tools. Each is the published program on a base without a shell and a package manager.
#
#   docker build --target api -t retail-grains/api:dev .
#
# The programs run with invariant globalization and carry their own time zones (NodaTime), so the base needs neither ICU nor tzdata, and
# every process decides the same.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:ed034a8bf0b24ded0cbbac07e17825d8e9ebfe21e308191d0f7421eaf5ad4664
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled@sha256:48e51f2f6798897be7ac4e775c049ed8fe60d3190f637e1f9c9dc7513efa659c

# Packages first: this layer is built again only when a project file or a package version changes. Only packages of the lock files are accepted.
FROM ${SDK} AS restore
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
WORKDIR /src
COPY global.json nuget.config Directory.* ./
COPY Access/Access.csproj Access/packages.lock.json Access/
COPY Api/Api.csproj Api/packages.lock.json Api/
COPY Client/Client.csproj Client/packages.lock.json Client/
COPY Console/Console.csproj Console/packages.lock.json Console/
COPY Demo/Demo.csproj Demo/packages.lock.json Demo/
COPY Formats/Formats.csproj Formats/packages.lock.json Formats/
COPY Grains/Grains.csproj Grains/packages.lock.json Grains/
COPY Grains.Abstractions/Grains.Abstractions.csproj Grains.Abstractions/packages.lock.json Grains.Abstractions/
COPY Ledger/Ledger.csproj Ledger/packages.lock.json Ledger/
COPY ServiceDefaults/ServiceDefaults.csproj ServiceDefaults/packages.lock.json ServiceDefaults/
COPY Silo/Silo.csproj Silo/packages.lock.json Silo/
COPY Streaming.Redis/Streaming.Redis.csproj Streaming.Redis/packages.lock.json Streaming.Redis/
COPY tools/Producer/Producer.csproj tools/Producer/packages.lock.json tools/Producer/
# The platform of the image: the programs are compiled to machine code for it, and start with a quarter less processor time. With
# COMPILE_AHEAD=no they are not, and the files are the same on every platform.
ARG TARGETARCH
ARG COMPILE_AHEAD=yes
RUN case "$COMPILE_AHEAD ${TARGETARCH:-$(uname -m)}" in \
        "yes amd64" | "yes x86_64") echo linux-x64 ;; \
        "yes arm64" | "yes aarch64") echo linux-arm64 ;; \
    esac > /platform \
    && for project in Api Console Silo tools/Producer; do \
        dotnet restore --locked-mode -p:CompileAheadFor="$(cat /platform)" "$project" || exit 1; \
    done

# Sources, without tests and docs (.dockerignore). The empty folder becomes the home of the embedded store.
FROM restore AS publish
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
COPY . .
RUN for program in Api:api Console:console Silo:silo tools/Producer:tools; do \
        dotnet publish "${program%:*}" -c Release --no-restore -p:CompileAheadFor="$(cat /platform)" -o "/out/${program#*:}" \
            -p:UseAppHost=false -p:Version="$VERSION" -p:SourceRevisionId="$REVISION" || exit 1; \
    done \
    && mkdir /out/home

# What the images have in common. The aspnet base sets ASPNETCORE_HTTP_PORTS; the programs choose their ports by their own settings.
FROM ${BASE} AS base
ENV DOTNET_ENVIRONMENT=Production \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
    ASPNETCORE_HTTP_PORTS=
WORKDIR /app
USER 1654:1654
STOPSIGNAL SIGTERM

FROM base AS tools
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="RetailGrains producer" \
      org.opencontainers.image.description="Writes sales to the Redis streams, from a file or made up" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publish /out/tools/ ./
HEALTHCHECK NONE
ENTRYPOINT ["dotnet", "RetailGrains.Producer.dll"]

FROM base AS silo
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="RetailGrains silo" \
      org.opencontainers.image.description="A silo of a RetailGrains cluster on PostgreSQL" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publish /out/silo/ ./
EXPOSE 8081 11111 30000
HEALTHCHECK --interval=10s --timeout=6s --start-period=120s --retries=3 CMD ["dotnet", "RetailGrains.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "RetailGrains.Silo.dll"]

# Applies schema changes and ends. The files are the silo's, so both images share all layers.
FROM silo AS migrate
LABEL org.opencontainers.image.title="RetailGrains schema migration" \
      org.opencontainers.image.description="Applies the schema changes that the database lacks, and ends"
HEALTHCHECK NONE
CMD ["migrate"]

# The web console in a separate process, as a client of the API. By default the API hosts it.
FROM base AS console
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="RetailGrains console" \
      org.opencontainers.image.description="The web console of RetailGrains, as a client of its API" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publish /out/console/ ./
EXPOSE 8080 8082
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["dotnet", "RetailGrains.Console.dll", "health"]
ENTRYPOINT ["dotnet", "RetailGrains.Console.dll"]

# Last, so that it is what a build without --target makes.
FROM base AS api
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="RetailGrains API" \
      org.opencontainers.image.description="Retail data platform: sales transactions in, figures out, each provable against the ledger" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV RETAIL_HOME=/data
COPY --from=publish /out/api/ ./
COPY --from=publish --chown=1654:1654 /out/home /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["dotnet", "RetailGrains.Api.dll", "health"]
ENTRYPOINT ["dotnet", "RetailGrains.Api.dll"]
