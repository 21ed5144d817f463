using McpRedis.Auth;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpRedis.Http;

/// <summary>What the HTTP face is made of, put together in plain sight.</summary>
internal sealed class HttpParts : IDisposable
{
    private readonly RequestLimits _limits;

    /// <param name="options">How it behaves.</param>
    /// <param name="wiring">What it is joined to.</param>
    /// <param name="loggers">Loggers.</param>
    /// <param name="time">Clock.</param>
    public HttpParts(HttpOptions options, HttpWiring wiring, ILoggerFactory loggers, TimeProvider time)
    {
        (Options, Time, EndStreams) = (options, time, wiring.EndStreams);
        _limits = new RequestLimits(options);
        Health = new Health(wiring.Ping, time);
        Sessions = options.Sessions ? new HttpSessions(options, wiring.SessionEnded, time) : null;
        var doorman = new Doorman(wiring.Authenticator, wiring.StepUp);
        var watch = new StreamWatch(doorman, time);
        var endpoint = new McpEndpoint(wiring.Server, wiring.Services, Sessions, new QuickCalls(wiring.Quick, time), doorman, watch, _limits, options, loggers, time);
        Face = new HttpFace(new HostCheck(options, wiring.OwnHosts), Health, new ResourceMetadata(wiring.Authenticator.Metadata, wiring.Authenticator.MetadataPath), doorman, _limits, endpoint, loggers.CreateLogger<HttpFace>(), time);
    }

    public HttpOptions Options { get; }

    public TimeProvider Time { get; }

    public HttpFace Face { get; }

    public Health Health { get; }

    public HttpSessions? Sessions { get; }

    /// <summary>Ends every stream that only listens.</summary>
    public Action EndStreams { get; }

    public void Dispose() => _limits.Dispose();
}

/// <summary>What the HTTP face needs of the rest of the program.</summary>
/// <param name="Authenticator">Who is calling.</param>
/// <param name="StepUp">The refusal of a call of this tool that more scopes would allow; null for every other call.</param>
/// <param name="Server">The server as a caller sees it.</param>
/// <param name="Services">What handlers are made from.</param>
/// <param name="Ping">Whether Redis answers.</param>
/// <param name="EndStreams">Ends every stream that only listens.</param>
/// <param name="SessionEnded">Told the id of a session that has ended.</param>
/// <param name="OwnHosts">Names the platform gives this server.</param>
internal sealed record HttpWiring(
    Authenticator Authenticator,
    Func<Admission, string, AuthResult.Refused?> StepUp,
    Func<Admission, McpServerOptions> Server,
    IServiceProvider Services,
    Func<CancellationToken, Task<bool>> Ping,
    Action EndStreams,
    Func<string, ValueTask> SessionEnded,
    IReadOnlyList<string> OwnHosts)
{
    /// <summary>The caller's view, for calls that are answered without a server object; null for none.</summary>
    public Func<Admission, QuickView>? Quick { get; init; }
}
