using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>An issuer on loopback that answers as a test wants it to, and counts.</summary>
internal sealed class IssuerServer : IDisposable
{
    public const string Keys = "/keys", Metadata = "/.well-known/oauth-authorization-server", OpenId = "/.well-known/openid-configuration";

    private readonly ConcurrentDictionary<string, Func<HttpListenerContext, Task>> _answers = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public IssuerServer()
    {
        (_listener, Url) = Listen();
        _serving = ServeAsync();
    }

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    /// <summary>Paths in the order they were asked for.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    public int Asked(string path) => _asked.GetValueOrDefault(path);

    public void Answer(string path, Func<HttpListenerContext, Task> answer) => _answers[path] = answer;

    public void Answer(string path, string text, int status = 200) => Answer(path, async context =>
    {
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
    });

    public void Publish(params TestKey[] keys) => PublishJwks(keys.Select(key => key.Jwk()));

    public void PublishJwks(IEnumerable<JsonObject> jwks) => Answer(Keys, new JsonObject { ["keys"] = new JsonArray([.. jwks]) }.ToJsonString());

    /// <summary>Metadata that points to <see cref="Keys"/>.</summary>
    public string Document(string? issuer = null, string? keys = null) =>
        new JsonObject { ["issuer"] = issuer ?? Url, ["jwks_uri"] = keys ?? Url + Keys }.ToJsonString();

    /// <summary>No more answers: as if the machine were off.</summary>
    public void Stop() => _listener.Close();

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TestTimeout.HangGuard);
    }

    private static (HttpListener Listener, string Url) Listen()
    {
        while (true)
        {
            string url = $"http://127.0.0.1:{FreePort.Next()}";
            var listener = new HttpListener { Prefixes = { url + "/" }, IgnoreWriteExceptions = true };
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

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        _asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        Paths.Enqueue(path);
        try
        {
            if (_answers.TryGetValue(path, out var answer))
            {
                await answer(context);
            }
            else
            {
                context.Response.StatusCode = 404;
            }
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The other side has gone, as it should after a large answer.
        }
    }
}
