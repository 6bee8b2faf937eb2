package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.GeneratedMessage;
import com.google.protobuf.Message;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.feed.v1.FeedServiceGrpcClient;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.user.v1.UserServiceGrpcClient;

class ContractClientTest {

  private final List<String> calls = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      classes = {
        UserServiceGrpcClient.class,
        PostServiceGrpcClient.class,
        FollowServiceGrpcClient.class,
        FeedServiceGrpcClient.class
      })
  void everyMethodOfEveryContractIsCalledByItsName(Class<?> contract) throws Exception {
    Object client = ContractClient.create(contract, this::record);

    for (Method method : contract.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        calls.clear();
        method.invoke(client, emptyRequest(method));
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().toLowerCase(Locale.ROOT))
            .isEqualTo(method.getName().toLowerCase(Locale.ROOT));
      }
    }
  }

  @Test
  void aClientIsAnOrdinaryObject() {
    EchoGrpcClient one = ContractClient.create(EchoGrpcClient.class, this::record);
    EchoGrpcClient other = ContractClient.create(EchoGrpcClient.class, this::record);

    assertThat(Set.of(one, other)).contains(one, other).hasSize(2);
    assertThat(one).hasToString("EchoGrpcClient");
    assertThat(calls).isEmpty();
  }

  @Test
  void anInterfaceThatIsNoContractIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContractClient.create(Runnable.class, this::record));
  }

  private Future<Payload> record(String service, String method, Payload request) {
    assertThat(service).startsWith("warble.");
    calls.add(method);
    return Future.succeededFuture(request);
  }

  private static Message emptyRequest(Method method) throws Exception {
    Class<?> type = method.getParameterTypes()[0];
    assertThat(GeneratedMessage.class).isAssignableFrom(type);
    return (Message) type.getMethod("getDefaultInstance").invoke(null);
  }
}
