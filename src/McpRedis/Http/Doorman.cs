using McpRedis.Guard;
using McpRedis.Pipeline;
using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>Lets a request in, as somebody, or says what it lacks.</summary>
internal sealed class Doorman
{
    private readonly Admission _anonymous = new(new Caller(new Principal("anonymous", new Grant())));

    public ValueTask<(Admission? Caller, HttpRefusal? Refusal)> AdmitAsync(HttpContext http) => new((_anonymous, null));
}
