using System.Collections.Concurrent;
using System.Net;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Telemetry;

/// <summary>Takes what is exported over OTLP (http/protobuf) and keeps it as it came: strings stand in protobuf as they are.</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    public OtlpCollector()
    {
        (_listener, Url) = Listen();
        _ = TakeAsync();
    }

    public string Url { get; }

    /// <summary>What to start the program with.</summary>
    public Dictionary<string, string> Environment => new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    public string Traces => All("/v1/traces");

    public string Metrics => All("/v1/metrics");

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, string Url) Listen()
    {
        while (true)
        {
            string url = $"http://127.0.0.1:{FreePort.Next()}";
            var listener = new HttpListener { Prefixes = { url + "/" } };
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException)
            {
                // Taken: another.
            }
        }
    }

    private string All(string path) => string.Concat(_received.Where(one => one.Path == path).Select(one => one.Body));

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                _received.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
