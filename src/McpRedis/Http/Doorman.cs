using System.Diagnostics;
using McpRedis.Auth;
using McpRedis.Pipeline;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>Lets a request in, as somebody, or says what it lacks.</summary>
/// <param name="authenticator">Knows who is calling.</param>
/// <param name="stepUp">The refusal of a call of this tool that more scopes would allow; null for every other call.</param>
internal sealed class Doorman(Authenticator authenticator, Func<Admission, string, AuthResult.Refused?> stepUp)
{
    /// <summary>What a request says of who it is.</summary>
    public static IReadOnlyList<string> Headers(HttpContext http) => [.. http.Request.Headers.Authorization.Select(value => value ?? "")];

    public ValueTask<(Admission? Caller, HttpRefusal? Refusal)> AdmitAsync(HttpContext http) => AdmitAsync(Headers(http), http.RequestAborted);

    public async ValueTask<(Admission? Caller, HttpRefusal? Refusal)> AdmitAsync(IReadOnlyList<string> authorization, CancellationToken cancellationToken) =>
        await authenticator.AuthenticateAsync(authorization, cancellationToken) switch
        {
            AuthResult.Accepted accepted => (new Admission(new Caller(accepted.Principal), accepted.RatePerSecond), null),
            AuthResult.Refused refused => (null, Refusal(refused)),
            _ => throw new UnreachableException(),
        };

    /// <summary>A call above the caller's scopes is refused with those it takes: a client asks its user for them and comes again.</summary>
    public HttpRefusal? StepUp(Admission caller, JsonRpcMessage message) =>
        message is JsonRpcRequest { Method: RequestMethods.ToolsCall, Params: System.Text.Json.Nodes.JsonObject parameters } request
        && parameters["name"] is System.Text.Json.Nodes.JsonValue name && name.TryGetValue(out string? tool)
        && stepUp(caller, tool) is { } refused ? Refusal(refused) with { Id = request.Id } : null;

    private static HttpRefusal Refusal(AuthResult.Refused refused) => new(refused.Status, refused.Description)
    {
        Header = refused.Challenge is { } challenge ? ("WWW-Authenticate", challenge) : ("Retry-After", "5"),
    };
}
