using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>The manifest for Kubernetes and the unit for systemd: well-formed, hardened, and at one with the image and the program.</summary>
public sealed class ManifestTests
{
    private const string Kubernetes = "deploy/kubernetes/mcp-redis.yaml", Systemd = "deploy/systemd/mcp-redis.service";

    private static readonly DockerBuildFile Built = DockerBuildFile.Read(RepositoryFile.Read("Dockerfile"));

    [Fact]
    public async Task Kubernetes_gets_a_deployment_and_its_service()
    {
        var (deployment, service) = await ManifestsAsync();

        var spec = deployment.GetProperty("spec");
        string labels = spec.GetProperty("template").GetProperty("metadata").GetProperty("labels").GetRawText();
        Assert.Equal(labels, spec.GetProperty("selector").GetProperty("matchLabels").GetRawText());
        Assert.Equal(labels, service.GetProperty("spec").GetProperty("selector").GetRawText());
        var container = Container(deployment);
        var port = Assert.Single(container.GetProperty("ports").EnumerateArray());
        Assert.Equal(Built.Single("EXPOSE").Text, port.GetProperty("containerPort").GetRawText());
        Assert.Equal(port.GetProperty("name").GetString(), service.GetProperty("spec").GetProperty("ports")[0].GetProperty("targetPort").GetString());
        Assert.Equal(Built.Single("CMD").Exec, container.GetProperty("args").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal($"mcp-redis:{Built.Single("LABEL").Pairs["org.opencontainers.image.version"]}", container.GetProperty("image").GetString());
    }

    [Fact]
    public async Task Kubernetes_may_do_as_little_as_possible_to_the_machine()
    {
        var pod = Pod((await ManifestsAsync()).Deployment);

        var security = pod.GetProperty("securityContext");
        Assert.True(security.GetProperty("runAsNonRoot").GetBoolean());
        Assert.Equal(Built.Single("USER").Text, security.GetProperty("runAsUser").GetRawText());
        Assert.Equal("RuntimeDefault", security.GetProperty("seccompProfile").GetProperty("type").GetString());
        Assert.False(pod.GetProperty("automountServiceAccountToken").GetBoolean());
        var own = pod.GetProperty("containers")[0].GetProperty("securityContext");
        Assert.True(own.GetProperty("readOnlyRootFilesystem").GetBoolean());
        Assert.False(own.GetProperty("allowPrivilegeEscalation").GetBoolean());
        Assert.Equal("""["ALL"]""", own.GetProperty("capabilities").GetProperty("drop").GetRawText());
        Assert.True(pod.GetProperty("containers")[0].GetProperty("resources").GetProperty("limits").TryGetProperty("memory", out _));
    }

    [Fact]
    public async Task Kubernetes_asks_the_right_health_and_gets_its_secrets_from_a_mounted_secret()
    {
        var (deployment, _) = await ManifestsAsync();

        var container = Container(deployment);
        Assert.Equal("/health/live", container.GetProperty("livenessProbe").GetProperty("httpGet").GetProperty("path").GetString());
        Assert.Equal("/health/ready", container.GetProperty("readinessProbe").GetProperty("httpGet").GetProperty("path").GetString());
        string mount = Assert.Single(container.GetProperty("volumeMounts").EnumerateArray()).GetProperty("mountPath").GetString()!;
        var variables = container.GetProperty("env").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!, e => e.GetProperty("value").GetString()!);
        Assert.DoesNotContain(variables.Keys, SecretLooks.IsName);
        Assert.All(variables.Where(v => v.Key.EndsWith("_FILE", StringComparison.Ordinal)), v => Assert.StartsWith(mount + "/", v.Value, StringComparison.Ordinal));
        Assert.Contains("REDIS_URL_FILE", variables.Keys);
        // 0440: the program warns of a secret that everyone on the machine may read.
        Assert.Equal(0b100_100_000, Assert.Single(Pod(deployment).GetProperty("volumes").EnumerateArray()).GetProperty("secret").GetProperty("defaultMode").GetInt32());
    }

    [Theory]
    [InlineData("ExecStart", "/usr/local/bin/mcp-redis http")]
    [InlineData("DynamicUser", "yes")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("SystemCallFilter", "@system-service")]
    [InlineData("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")]
    [InlineData("RestartPreventExitStatus", "2 78")]
    public void Systemd_starts_the_program_hardened(string name, string value) => Assert.Contains($"{name}={value}", RepositoryFile.Read(Systemd).Split('\n'));

    [Fact]
    public void Systemd_hands_secrets_over_as_credentials()
    {
        string[] lines = RepositoryFile.Read(Systemd).Split('\n');
        string[] loaded = [.. lines.Where(l => l.StartsWith("LoadCredential=", StringComparison.Ordinal)).Select(l => l["LoadCredential=".Length..].Split(':')[0])];
        string[] used = [.. lines.Where(l => l.Contains("_FILE=", StringComparison.Ordinal)).Select(l => l[(l.IndexOf("_FILE=%d/", StringComparison.Ordinal) + "_FILE=%d/".Length)..])];

        Assert.Equal(["auth-token", "redis-url"], loaded.Order());
        Assert.Equal(loaded.Order(), used.Order());
    }

    [Theory]
    [InlineData(Kubernetes)]
    [InlineData(Systemd)]
    [InlineData("deploy/proxy/nginx.conf")]
    [InlineData("deploy/proxy/Caddyfile")]
    public void Nothing_secret_is_in_them(string file) => Assert.Empty(SecretLooks.In(RepositoryFile.Read(file)));

    [Fact]
    public void Proxies_let_events_through_as_they_come()
    {
        Assert.Contains("proxy_buffering off;", RepositoryFile.Read("deploy/proxy/nginx.conf"), StringComparison.Ordinal);
        Assert.Contains("proxy_read_timeout 1h;", RepositoryFile.Read("deploy/proxy/nginx.conf"), StringComparison.Ordinal);
        Assert.Contains("flush_interval -1", RepositoryFile.Read("deploy/proxy/Caddyfile"), StringComparison.Ordinal);
    }

    private static JsonElement Pod(JsonElement deployment) => deployment.GetProperty("spec").GetProperty("template").GetProperty("spec");

    private static JsonElement Container(JsonElement deployment) => Assert.Single(Pod(deployment).GetProperty("containers").EnumerateArray());

    private static async Task<(JsonElement Deployment, JsonElement Service)> ManifestsAsync()
    {
        var run = await DeploymentTools.RunAsync("kubernetes", Path.Combine(BuiltProgram.Repository, Kubernetes));
        Assert.True(run.ExitCode == 0, run.Errors);
        var found = JsonElement.Parse(run.Output);
        Assert.Equal(["Deployment", "Service"], found.EnumerateArray().Select(m => m.GetProperty("kind").GetString()!));
        return (found[0], found[1]);
    }
}
