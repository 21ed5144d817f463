using System.Security.Claims;
using McpRedis.Guard;

namespace McpRedis.Pipeline;

/// <summary>A principal in the form in which the SDK carries a request's user: HTTP puts it on every message it hands on.</summary>
internal sealed class Caller(Principal principal) : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, principal.Name)], "mcp-redis"))
{
    public Principal Principal { get; } = principal;

    /// <summary>Who a request is from. Without a user it came over stdio.</summary>
    /// <exception cref="InvalidOperationException">The user was not put there by us, so nothing is known of their rights.</exception>
    public static Principal Of(ClaimsPrincipal? user) =>
        user is null ? Principal.Local : user is Caller caller ? caller.Principal : throw new InvalidOperationException("The request's user is not a caller of this server.");
}
