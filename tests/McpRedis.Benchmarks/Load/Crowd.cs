using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Benchmarks.Load;

/// <summary>Connections that all ask at once, by hand: a client library would spend more on a thousand requests than the server on refusing them.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly Uri _endpoint;
    private readonly List<TcpClient> _clients = [];

    private Crowd(Uri endpoint) => _endpoint = endpoint;

    public static async Task<Crowd> ConnectAsync(Uri endpoint, int count)
    {
        var crowd = new Crowd(endpoint);
        for (int i = 0; i < count; i++)
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(endpoint.Host, endpoint.Port);
            crowd._clients.Add(client);
        }
        return crowd;
    }

    /// <summary>One call of each; status and the time until its answer began.</summary>
    public async Task<(int Status, double Ms)[]> CallAsync(string tool, string arguments)
    {
        string body = HttpSubject.Body(tool, arguments);
        byte[] request = Encoding.ASCII.GetBytes(
            $"POST {_endpoint.AbsolutePath} HTTP/1.1\r\nHost: {_endpoint.Authority}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
            + $"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return await Task.WhenAll(_clients.Select(async client =>
        {
            byte[] answer = new byte[256];
            long begun = Stopwatch.GetTimestamp();
            await client.Client.SendAsync(request, SocketFlags.None);
            int read = await client.Client.ReceiveAsync(answer, SocketFlags.None);
            double ms = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            // HTTP/1.1 503 Service Unavailable
            return (read > 12 ? int.Parse(Encoding.ASCII.GetString(answer, 9, 3), CultureInfo.InvariantCulture) : 0, ms);
        }));
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());
}
