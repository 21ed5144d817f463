using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// A private server for <c>--embedded</c> and <c>demo</c>: nothing to install or configure first, and nothing left behind.
/// </summary>
/// <remarks>
/// It listens on loopback only, on a random port, behind a random password, keeps no data on disk, and its folder is readable by
/// this user alone. It ends with this process, see <see cref="TiedProcess"/>.
/// </remarks>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private const int Attempts = 5; // a port can be taken by another program between our look and the server's bind
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30); // Garnet takes a second, on a busy machine several
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);
    private readonly TiedProcess _process;

    private EmbeddedServer(TiedProcess process, string program, ConnectionOptions options) =>
        (_process, Program, Options) = (process, program, options);

    /// <summary>What runs: <c>redis-server</c>, <c>valkey-server</c> or <c>garnet-server</c>.</summary>
    public string Program { get; }

    /// <summary>The connection to it, named <c>default</c>.</summary>
    public ConnectionOptions Options { get; }

    public int Pid => _process.Pid;

    /// <exception cref="Fault">not_configured: there is no server program, or it does not start.</exception>
    public static async Task<EmbeddedServer> StartAsync(EmbeddedSearch where, CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(TiedProcess.Shell))
        {
            throw new Fault(ErrorCode.NotConfigured, $"The embedded server needs {TiedProcess.Shell} to be ended with this program.", "Set REDIS_URL.");
        }
        EmbeddedProgram program = EmbeddedProgram.Find(where) ?? throw new Fault(
            ErrorCode.NotConfigured,
            "No server program for the embedded server: neither redis-server, valkey-server nor garnet-server is installed.",
            "Install one (apt-get install redis-server, brew install redis, or dotnet tool install --global garnet-server), or set REDIS_URL.");
        string folder = Directory.CreateTempSubdirectory("mcp-redis-").FullName; // mode 0700
        try
        {
            return await StartAsync(program, folder, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_process.Folder, recursive: true);
    }

    private static async Task<EmbeddedServer> StartAsync(EmbeddedProgram program, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        string said = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int port = FreePort();
            string password = RandomNumberGenerator.GetHexString(32, lowercase: true);
            IReadOnlyList<string> arguments = await program.ConfigureAsync(folder, port, password, cancellationToken);
            TiedProcess process = await TiedProcess.StartAsync(folder, program.Command[0], [.. program.Command.Skip(1), .. arguments], cancellationToken);
            try
            {
                if (await AnswersAsync(process, port, password, limit.Token))
                {
                    return new EmbeddedServer(process, program.Name, OptionsOf(port, password));
                }
                said = process.LogTail();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                said = $"no answer within {StartLimit.TotalSeconds:0} seconds";
                attempt = Attempts;
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
            await process.DisposeAsync();
        }
        throw new Fault(ErrorCode.NotConfigured, $"The embedded {program.Name} did not start: {said}", "Set REDIS_URL to use a server of your own.");
    }

    private static ConnectionOptions OptionsOf(int port, string password) => new()
    {
        Name = "default",
        Source = "--embedded",
        Kind = ConnectionKind.Server,
        Endpoints = [new RedisEndpoint(IPAddress.Loopback.ToString(), port)],
        Password = password,
        Embedded = true,
    };

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // A starting server announces itself to nobody, so this polls. False when the server ended instead.
    private static async Task<bool> AnswersAsync(TiedProcess process, int port, string password, CancellationToken cancellationToken)
    {
        while (!process.HasExited)
        {
            if (await AcceptsAsync(port, password, cancellationToken))
            {
                return true;
            }
            await Task.Delay(PollPause, cancellationToken);
        }
        return false;
    }

    // The password shows that whoever answers on the port is ours.
    private static async Task<bool> AcceptsAsync(int port, string password, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"*2\r\n$4\r\nAUTH\r\n${password.Length}\r\n{password}\r\n"), cancellationToken);
            byte[] ok = new byte[5];
            await stream.ReadExactlyAsync(ok, cancellationToken);
            return ok.AsSpan().SequenceEqual("+OK\r\n"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
