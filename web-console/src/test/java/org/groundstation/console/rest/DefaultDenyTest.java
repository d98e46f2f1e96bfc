package org.groundstation.console.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DefaultDenyTest {
    @Test
    void onlyLoginAndLogoutAreOpenToEveryone() {
        Set<String> open = Api.RESOURCES.stream().flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(DefaultDenyTest::isCall)
                .filter(method -> method.isAnnotationPresent(PermitAll.class)
                        || method.getDeclaringClass().isAnnotationPresent(PermitAll.class))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName()).collect(Collectors.toSet());

        assertThat(open).containsExactlyInAnyOrder("SessionResource.login", "SessionResource.logout");
    }

    private static boolean isCall(Method method) {
        return Arrays.stream(method.getAnnotations()).anyMatch(each -> each.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
