# docker build -t mcp-redis .            an image of about 140 MB, without a shell, run by a user who is not root
# docker run mcp-redis                   MCP over HTTP on port 8080; see docs/deployment.md for what it wants to be given
# docker run -i mcp-redis stdio          MCP over stdin and stdout
#
# Secrets come when it runs, in variables or mounted files. Build arguments end up in the history of an image.

# The compiler runs on the machine that builds, whatever machine the image is for.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source

# What decides which packages are needed, and nothing else: this layer is made anew only when one of these changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/compat/RedisHashing/RedisHashing.csproj src/compat/RedisHashing/packages.lock.json src/compat/RedisHashing/
COPY src/compat/RedisTransport/RedisTransport.csproj src/compat/RedisTransport/packages.lock.json src/compat/RedisTransport/
COPY src/McpRedis.Generator/McpRedis.Generator.csproj src/McpRedis.Generator/packages.lock.json src/McpRedis.Generator/
COPY src/McpRedis/McpRedis.csproj src/McpRedis/packages.lock.json src/McpRedis/
# First every package, held against its hash in the lock files. Then the compiler for the platform, which comes with the SDK's version;
# the lock files know no platform, and all packages are there already.
RUN dotnet restore src/McpRedis --locked-mode && \
    dotnet restore src/McpRedis -a $TARGETARCH -p:NuGetLockFilePath=obj/image.lock.json -p:SelfContained=false -p:PublishTrimmed=false

COPY LICENSE .editorconfig BannedSymbols.txt ./
COPY src src
RUN dotnet publish src/McpRedis -c Release -a $TARGETARCH --no-restore --disable-build-servers -o /app \
    -p:SelfContained=false -p:PublishTrimmed=false -p:PublishSingleFile=false -p:PublishReadyToRun=true -p:UseAppHost=false \
    -p:DebugType=none -p:PublishDocumentationFiles=false && \
    cp LICENSE /app/

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="mcp-redis" \
      org.opencontainers.image.description="Redis for AI assistants over the Model Context Protocol" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/mcp-redis/mcp-redis" \
      io.modelcontextprotocol.server.name="io.github.mcp-redis/mcp-redis"
WORKDIR /app
COPY --from=build /app ./
# Without its diagnostics the runtime writes nothing to disk: the root file system can be read-only.
ENV DOTNET_EnableDiagnostics=0 \
    MCP_REDIS_LISTEN=0.0.0.0:8080
# The base image's "app", by number: Kubernetes believes runAsNonRoot of a number alone.
USER 1654
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["dotnet", "/app/mcp-redis.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "/app/mcp-redis.dll"]
CMD ["http"]
