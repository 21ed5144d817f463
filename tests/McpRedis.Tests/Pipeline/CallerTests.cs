using System.Security.Claims;
using McpRedis.Guard;
using McpRedis.Pipeline;
using McpRedis.Redis;

namespace McpRedis.Tests.Pipeline;

public sealed class CallerTests
{
    [Fact]
    public void Carries_its_principal_and_has_its_name()
    {
        var ada = new Principal("ada", new Grant { Access = AccessLevel.Read });
        var caller = new Caller(ada);
        Assert.Same(ada, Caller.Of(caller));
        Assert.Equal("ada", caller.Identity?.Name);
        Assert.True(caller.Identity?.IsAuthenticated);
    }

    [Fact]
    public void Nobody_is_the_local_one_and_a_stranger_is_nobody_we_know()
    {
        Assert.Same(Principal.Local, Caller.Of(null));
        Assert.Throws<InvalidOperationException>(() => Caller.Of(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "local")], "other"))));
    }
}
