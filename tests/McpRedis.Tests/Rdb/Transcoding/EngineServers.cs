using McpRedis.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>One server of each engine there is, for all tests of a class; each has the same keys, made by its own commands.</summary>
public sealed class EngineServers : IAsyncLifetime
{
    private readonly Dictionary<string, Engine> _engines = [];

    /// <summary>The pairs of a matrix, each with itself too.</summary>
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (string source in Names)
            {
                foreach (string target in Names)
                {
                    pairs.Add(source, target);
                }
            }
            return pairs;
        }
    }

    private static IEnumerable<string> Names => [ServerEngine.AtHand, .. ServerEngine.Others];

    /// <summary>The engine, or the end of the test by name.</summary>
    internal Engine this[string name]
    {
        get
        {
            _ = ServerEngine.Require(name);
            return _engines.TryGetValue(name, out Engine? engine) ? engine : throw new InvalidOperationException(ServerSource.Refuse($"{name} did not start"));
        }
    }

    internal IEnumerable<Engine> All => _engines.Values;

    public async ValueTask InitializeAsync()
    {
        foreach (string name in ServerEngine.Present.Where(name => name != ServerEngine.AtHand || ServerSource.Binary is not null))
        {
            RedisServerProcess server = await ServerEngine.StartAsync(name);
            _engines[name] = await Engine.SeedAsync(name, server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Engine engine in _engines.Values)
        {
            await engine.DisposeAsync();
        }
    }

    /// <summary>A server with the keys of <see cref="SampleKeys"/>, and what DUMP says of each.</summary>
    internal sealed class Engine : IAsyncDisposable
    {
        private readonly RedisServerProcess _server;

        private Engine(string name, RedisServerProcess server, RawRedis redis, RdbTarget accepts, IReadOnlySet<string> modules, IReadOnlyDictionary<string, byte[]> dumps) =>
            (Name, _server, Redis, Accepts, Modules, Dumps) = (name, server, redis, accepts, modules, dumps);

        public string Name { get; }

        public RawRedis Redis { get; }

        /// <summary>Learnt from the server itself: the version that its payloads say.</summary>
        public RdbTarget Accepts { get; }

        public IReadOnlySet<string> Modules { get; }

        public IReadOnlyDictionary<string, byte[]> Dumps { get; }

        public static async Task<Engine> SeedAsync(string name, RedisServerProcess server)
        {
            RawRedis redis = await server.ConnectAsync();
            bool isValkey = (await redis.InfoAsync("server")).ContainsKey("valkey_version");
            await redis.CallAsync("SET", "probe", "1");
            byte[] probe = (await redis.CallAsync("DUMP", "probe")).Bytes!;
            var accepts = new RdbTarget(isValkey ? RdbFlavour.Valkey : RdbFlavour.Redis, probe[^10] | probe[^9] << 8);
            await redis.CallAsync("DEL", "probe");
            await SampleKeys.CreateAsync(redis);
            var dumps = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (string key in (await redis.CallAsync("KEYS", "*")).Texts)
            {
                dumps[key] = (await redis.CallAsync("DUMP", key)).Bytes!;
            }
            HashSet<string> modules = [.. (await redis.CallAsync("MODULE", "LIST")).Items!.Select(module => module.Map["name"].Text)];
            return new Engine(name, server, redis, accepts, modules, dumps);
        }

        public async ValueTask DisposeAsync()
        {
            await Redis.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
