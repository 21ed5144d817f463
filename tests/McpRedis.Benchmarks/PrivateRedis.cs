using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Benchmarks;

/// <summary>A redis-server of our own on loopback: no persistence, one key, gone with us.</summary>
internal sealed class PrivateRedis : IDisposable
{
    private readonly Process _server;

    public PrivateRedis()
    {
        Port = FreePort();
        Version = Describe();
        _server = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"])
        { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server did not start");
        Set(Subject.Key, Subject.Value);
    }

    public int Port { get; }

    /// <summary>As <c>redis-server --version</c> tells it, e.g. <c>7.0.15</c>.</summary>
    public string Version { get; }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private void Set(string key, string value)
    {
        byte[] command = Encoding.UTF8.GetBytes($"SET {key} {value}\r\n");
        // The port opens a moment after the process starts; a refused connection is the sign to look again.
        for (var guard = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                client.GetStream().Write(command);
                byte[] answer = new byte[5];
                client.GetStream().ReadExactly(answer);
                if (answer.AsSpan().SequenceEqual("+OK\r\n"u8))
                {
                    return;
                }
            }
            catch (SocketException) when (guard.Elapsed < TimeSpan.FromSeconds(20))
            {
                Thread.Sleep(20);
            }
        }
    }

    private static string Describe()
    {
        using var process = Process.Start(new ProcessStartInfo("redis-server", ["--version"]) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        return text.Split(' ').FirstOrDefault(word => word.StartsWith("v=", StringComparison.Ordinal))?[2..] ?? text.Trim();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
