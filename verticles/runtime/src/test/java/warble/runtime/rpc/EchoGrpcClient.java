package warble.runtime.rpc;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/** A contract in the form in which the generator writes one. */
public interface EchoGrpcClient {

  ServiceMethod<StringValue, StringValue> Say =
      ServiceMethod.client(
          ServiceName.create("warble.echo.v1", "EchoService"),
          "Say",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(StringValue.newBuilder()));

  Future<StringValue> say(StringValue request);
}
