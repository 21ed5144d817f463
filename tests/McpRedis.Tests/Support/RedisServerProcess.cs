using System.Globalization;
using System.Net.Sockets;
using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Support;

/// <summary>
/// A private server: own folder, loopback only, random port, gone when disposed and gone with this process however that ends
/// (see <see cref="TiedProcess"/>).
/// </summary>
internal sealed class RedisServerProcess : IAsyncDisposable
{
    private const int Attempts = 10; // ports that another process takes between our look and the server's bind
    private readonly ServerSettings _settings;
    private TiedProcess? _process;

    private RedisServerProcess(ServerSettings settings, string folder)
    {
        (_settings, DataDirectory) = (settings, folder);
        SocketPath = settings.UnixSocket ? Path.Combine(folder, "redis.sock") : null;
        Certificates = settings.Tls ? new TestCertificates(folder, settings.TlsName) : null;
    }

    /// <summary>0 for a unix socket.</summary>
    public int Port { get; private set; }

    /// <summary>For a cluster node only.</summary>
    public int ClusterBusPort { get; private set; }

    public string? SocketPath { get; }

    public string DataDirectory { get; }

    public string? Password => _settings.Password;

    public TestCertificates? Certificates { get; }

    public int Pid => _process?.Pid ?? 0;

    public bool IsRunning => _process is { HasExited: false };

    public static Task<RedisServerProcess> StartAsync(params string[] config) => StartAsync(new ServerSettings { Config = config });

    public static async Task<RedisServerProcess> StartAsync(ServerSettings settings)
    {
        string program = settings.Program ?? ServerSource.RequireBinary();
        // A short name: the path of a unix socket may have 107 bytes.
        string folder = Directory.CreateTempSubdirectory("mcpr-").FullName;
        var server = new RedisServerProcess(settings, folder);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                server.Port = settings.UnixSocket ? 0 : FreePort.Next();
                server.ClusterBusPort = settings.Cluster ? FreePort.Next() : 0;
                if (await server.TryLaunchAsync(program))
                {
                    return server;
                }
                if (attempt == Attempts || !server._process!.LogTail(20).Contains("bind", StringComparison.OrdinalIgnoreCase))
                {
                    throw new InvalidOperationException($"{program} ended at once:\n{server._process!.LogTail(20)}");
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new connection, logged in as the default user.</summary>
    public Task<RawRedis> ConnectAsync(string? user = null, string? password = null)
    {
        password ??= user is null ? Password : null;
        return SocketPath is not null ? RawRedis.ConnectUnixAsync(SocketPath, password, user)
            : Certificates is not null ? RawRedis.ConnectTlsAsync(Port, Certificates, password, user)
            : RawRedis.ConnectAsync(Port, password, user);
    }

    /// <summary>One command on a connection of its own; an error reply throws.</summary>
    public async Task<RawReply> CallAsync(params object[] arguments)
    {
        await using RawRedis redis = await ConnectAsync();
        return await redis.CallAsync(arguments);
    }

    /// <summary>SIGKILL, and wait until it is reaped. The folder stays, for <see cref="RestartAsync"/>.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
        }
    }

    /// <summary>Starts again on the same port and folder; kills it first if it still runs.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await _process!.DisposeAsync();
        if (!await TryLaunchAsync(_settings.Program ?? ServerSource.RequireBinary(), _process.Folder))
        {
            throw new InvalidOperationException($"did not start again on port {Port}:\n{_process!.LogTail(20)}");
        }
    }

    /// <summary>SIGSTOP: connections stay, nothing is answered.</summary>
    public void Pause() => Signals.Send(Pid, Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signals.Send(Pid, Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task<bool> TryLaunchAsync(string program, string? existing = null)
    {
        string file = Path.Combine(DataDirectory, "redis.conf");
        if (existing is null) // else keep what CONFIG REWRITE, a sentinel or the test wrote there
        {
            await File.WriteAllLinesAsync(file, ServerConfig.Lines(_settings, this));
        }
        string[] role = _settings.Sentinel ? ["--sentinel"] : [];
        _process = await TiedProcess.StartAsync(DataDirectory, program, [file, .. role, "--daemonize", "no", .. _settings.Arguments]);
        return await AnswersAsync(_process);
    }

    private async Task<bool> AnswersAsync(TiedProcess process)
    {
        bool answers = false;
        await TestTimeout.UntilAsync($"{ServerSource.Binary} on port {Port} answers", async () =>
            process.HasExited || (answers = await PingAsync()));
        return answers && !process.HasExited;
    }

    // Whoever answers must be ours: on a port that another server took first, that one would answer while ours ends.
    private async Task<bool> PingAsync()
    {
        try
        {
            await using RawRedis redis = await ConnectAsync();
            RawReply pong = await redis.SendAsync("PING");
            if (pong.IsError)
            {
                return pong.Text.StartsWith("NO", StringComparison.Ordinal); // NOAUTH, NOPERM: a test's own users
            }
            return (await redis.InfoAsync("server"))["process_id"] == Pid.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is SocketException or IOException or RawRedisException)
        {
            return false;
        }
    }
}
